import { Breakdown, type Denial, deny, isBreakdown } from '../errors/index.js'
import { withDeadline } from '../lib/deadline.js'
import { sha256 } from '../lib/digest.js'
import { andThen, type MaybePromise } from '../lib/maybe-promise.js'
import type { Forgotten, ReplayStore } from '../store/index.js'
import type { Nonces } from './nonces.js'
import type { Acceptance, VerifiedProof } from './proof-verifier.js'

/** A store that takes longer cannot tell; the client may come again with another proof. */
const patienceSeconds = 1

/**
 * Takes the proof's place in the store (RFC 9449 §11.1): the last thing of all, and the only write. The
 * key is a digest of whose proof it is, its `jti` and the URL, so that no client can use up another's.
 *
 * @param now - epoch seconds
 * @param nonces - where there are any, a client whose proof may have been forgotten is told a new one
 */
export function reserveProof(
  proof: VerifiedProof,
  url: string,
  store: ReplayStore,
  now: number,
  nonces?: Nonces,
): MaybePromise<Denial | undefined> {
  // A policy may have taken long: a store need not remember so old a proof.
  const { expiresAt, since } = proof.acceptance
  if (now >= expiresAt) return deny('dpop_proof_expired', 'It expired while it was judged')
  const asked = andThen(replayKey(proof, url), (key) =>
    ask(() => store.reserve(key, expiresAt, since)),
  )
  return andThen(asked, (answer) => {
    if (answer === true) return undefined
    if (answer === false) {
      return deny('dpop_proof_replayed', 'A proof with this jti was used for this URL before')
    }
    if (nonces?.renewAfter(answer.remembersSince, now) === true) {
      const code = proof.acceptance.leadSeconds > 0 ? 'dpop_nonce_missing' : 'dpop_nonce_invalid'
      return deny(
        code,
        'The replay store may have forgotten proofs that do not have the newest nonce',
      )
    }
    throw forgotten(answer, proof.acceptance, now)
  })
}

/** Nobody can tell this proof from a replay, but one that is made a little later. */
function forgotten(
  { remembersSince }: Forgotten,
  { leadSeconds }: Acceptance,
  now: number,
): Breakdown {
  const message = `The replay store was empty at ${remembersSince}: a proof from before may be a replay`
  const retryAfterSeconds = Math.max(1, Math.floor(remembersSince + leadSeconds) + 1 - now)
  return new Breakdown('replay_store_unavailable', message, { retryAfterSeconds })
}

/** A `jti` is any text, also one that is not Unicode: JSON writes each in its own way, and tells where it ends. */
function replayKey({ thumbprint, jti }: VerifiedProof, url: string): MaybePromise<string> {
  return sha256(`${thumbprint} ${JSON.stringify(jti)} ${url}`)
}

/** At once where the store is in this process. */
function ask(reserve: () => MaybePromise<unknown>): MaybePromise<boolean | Forgotten> {
  try {
    const answer = reserve()
    return typeof answer === 'boolean' ? answer : awaitAnswer(answer)
  } catch (cause) {
    throw unavailable(cause)
  }
}

async function awaitAnswer(answer: unknown): Promise<boolean | Forgotten> {
  try {
    const late = () => new Error(`No answer in ${patienceSeconds} s`)
    const result = await withDeadline(Promise.resolve(answer), patienceSeconds, late)
    if (typeof result === 'boolean' || isForgotten(result)) return result
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

function isForgotten(answer: unknown): answer is Forgotten {
  return Number.isFinite((answer as Forgotten | null | undefined)?.remembersSince)
}
