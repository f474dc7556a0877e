/**
 * Hash tags whose slots lie evenly over the 16384 of a cluster. Each bucket of proofs is on one node, with
 * the epoch key that tells whether that node lost them. Few, because each has its own look in a turn: more
 * than six nodes would not all have proofs.
 */
export const clusterBuckets: BucketNames = ['p256', 'p266', 'p170', 'p120', 'p110', 'p206']

/** Elsewhere all proofs are in one place. */
export const onlyBucket: BucketNames = ['p']

type BucketNames = readonly [string, ...string[]]
