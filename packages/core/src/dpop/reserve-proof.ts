import { Breakdown, type Denial, deny, isBreakdown } from '../errors/index.js'
import { withDeadline } from '../lib/deadline.js'
import { sha256 } from '../lib/digest.js'
import type { MaybePromise } from '../lib/maybe-promise.js'
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
export async function reserveProof(
  proof: VerifiedProof,
  url: string,
  store: ReplayStore,
  now: number,
): Promise<Denial | undefined> {
  // A policy may have taken long: a store need not remember so old a proof.
  if (now >= proof.expiresAt) return deny('dpop_proof_expired', 'It expired while it was judged')
  const key = await replayKey(proof, url)
  if (await isFree(() => store.reserve(key, proof.expiresAt))) return undefined
  return deny('dpop_proof_replayed', 'A proof with this jti was used for this URL before')
}

/** A `jti` is any text, also one that is not Unicode: JSON writes each in its own way in ASCII. */
function replayKey({ thumbprint, jti }: VerifiedProof, url: string): MaybePromise<string> {
  return sha256(`${thumbprint} ${encodeURIComponent(JSON.stringify(jti))} ${url}`)
}

async function isFree(reserve: () => MaybePromise<unknown>): Promise<boolean> {
  try {
    const answer = reserve()
    if (typeof answer === 'boolean') return answer
    const promise = Promise.resolve(answer)
    const late = () => new Error(`No answer in ${patienceSeconds} s`)
    const free = await withDeadline(promise, patienceSeconds, late)
    if (typeof free === 'boolean') return free
    throw new TypeError('The answer is neither true nor false')
  } catch (cause) {
    if (isBreakdown(cause)) throw cause
    const message = 'The replay store cannot tell whether the proof was used before'
    throw new Breakdown('replay_store_unavailable', message, { cause, retryAfterSeconds: 1 })
  }
}
