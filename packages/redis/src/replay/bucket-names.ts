/**
 * Hash tags whose slots lie evenly over the 16384 of a cluster. Each bucket of proofs is on one node, with
 * the epoch key that tells whether that node lost them; any number of nodes up to twelve has about as many.
 */
export const clusterBuckets: BucketNames = [
  'p86',
  'p391',
  'p1337',
  'p76',
  'p1461',
  'p1777',
  'p466',
  'p1357',
  'p807',
  'p1367',
  'p837',
  'p27',
]

/** Elsewhere all proofs are in one place. */
export const onlyBucket: BucketNames = ['p']

type BucketNames = readonly [string, ...string[]]
