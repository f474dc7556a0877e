import { Breakdown, type Denial, deny, isBreakdown } from '../errors/index.js'
import { withDeadline } from '../lib/deadline.js'
import { sha256 } from '../lib/digest.js'
import { andThen, type MaybePromise } from '../lib/maybe-promise.js'
import type { ReplayStore } from '../store/index.js'
import type { VerifiedProof } from './proof-verifier.js'

/** A store that takes longer cannot tell; the client may come again with another proof. */
const patienceSeconds = 1

/**
 * Takes the proof's place in the store (RFC 9449 §11.1): the last thing of all, and the only write. The
 * key is a digest of whose proof it is, its `jti` and the URL, so that no client can use up another's.
 *
 * @param now - epoch seconds
 */
export function reserveProof(
  proof: VerifiedProof,
  url: string,
  store: ReplayStore,
  now: number,
): MaybePromise<Denial | undefined> {
  // A policy may have taken long: a store need not remember so old a proof.
  if (now >= proof.expiresAt) return deny('dpop_proof_expired', 'It expired while it was judged')
  const free = andThen(replayKey(proof, url), (key) => isFree(store, key, proof.expiresAt))
  return andThen(free, (isNew) =>
    isNew
      ? undefined
      : deny('dpop_proof_replayed', 'A proof with this jti was used for this URL before'),
  )
}

/** A `jti` is any text, also one that is not Unicode: JSON writes each in its own way in ASCII. */
function replayKey({ thumbprint, jti }: VerifiedProof, url: string): MaybePromise<string> {
  return sha256(`${thumbprint} ${encodeURIComponent(JSON.stringify(jti))} ${url}`)
}

/** At once where the store is in this process. */
function isFree(store: ReplayStore, key: string, expiresAt: number): MaybePromise<boolean> {
  try {
    const answer: unknown = store.reserve(key, expiresAt)
    return typeof answer === 'boolean' ? answer : awaitAnswer(answer)
  } catch (cause) {
    throw unavailable(cause)
  }
}

async function awaitAnswer(answer: unknown): Promise<boolean> {
  try {
    const late = () => new Error(`No answer in ${patienceSeconds} s`)
    const free = await withDeadline(Promise.resolve(answer), patienceSeconds, late)
    if (typeof free === 'boolean') return free
    throw new TypeError('The answer is neither true nor false')
  } catch (cause) {
    throw unavailable(cause)
  }
}

function unavailable(cause: unknown): Breakdown {
  if (isBreakdown(cause)) return cause
  const message = 'The replay store cannot tell whether the proof was used before'
  return new Breakdown('replay_store_unavailable', message, { cause, retryAfterSeconds: 1 })
}
