import { Breakdown, type Denial, deny, isBreakdown } from '../errors/index.js'
import { sha256 } from '../lib/digest.js'
import type { ReplayStore } from '../store/index.js'
import type { VerifiedProof } from './proof-verifier.js'

/**
 * Takes the proof's place in the store (RFC 9449 §11.1): the last thing of all, and the only write. The
 * key is a digest of whose proof it is, its `jti` and the URL, so that no client can use up another's.
 */
export async function reserveProof(
  proof: VerifiedProof,
  url: string,
  store: ReplayStore,
): Promise<Denial | undefined> {
  const key = await sha256(
    `${proof.thumbprint} ${await sha256(encodeURIComponent(proof.jti))} ${url}`,
  )
  if (await reserve(key, proof.expiresAt, store)) return undefined
  return deny('dpop_proof_replayed', 'A proof with this jti was used for this URL before')
}

async function reserve(key: string, expiresAt: number, store: ReplayStore): Promise<boolean> {
  try {
    return (await store.reserve(key, expiresAt)) === true
  } catch (cause) {
    if (isBreakdown(cause)) throw cause
    const message = 'The replay store cannot tell whether the proof was used before'
    throw new Breakdown('replay_store_unavailable', message, { cause, retryAfterSeconds: 1 })
  }
}
