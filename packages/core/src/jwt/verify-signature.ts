import { type Denial, deny } from '../errors/index.js'
import type { Issuer, KeyChoice, VerificationKey } from '../issuer/index.js'
import type { Algorithm } from '../lib/algorithms.js'
import { andThen, type MaybePromise } from '../lib/maybe-promise.js'
import { printable } from '../lib/printable.js'
import { verifySignature as verify } from '../lib/signature.js'
import type { CheckedHeader } from './check-header.js'
import type { DecodedJws } from './decode.js'

/** A token without `kid` costs at most so many verifications. */
const maximumCandidates = 8

/** Finds the key that made the signature among those of the token's own issuer (RFC 8725 §3.8). */
export function verifySignature(
  jws: DecodedJws,
  header: CheckedHeader,
  issuer: Issuer,
): MaybePromise<VerificationKey | Denial> {
  return andThen(issuer.keys.choose(header.keyId, header.algorithm), (choice) =>
    verifyWithChoice(choice, jws, header, issuer),
  )
}

function verifyWithChoice(
  choice: KeyChoice,
  jws: DecodedJws,
  header: CheckedHeader,
  issuer: Issuer,
): MaybePromise<VerificationKey | Denial> {
  if (choice.kind !== 'found') return refuseKey(choice.kind, header, issuer)
  const first = verifyWithAny(choice.keys, jws, header.algorithm)
  return andThen(first, (key) => {
    if (key !== undefined) return key
    return header.keyId === undefined ? verifyAfterRotation(jws, header, issuer) : badSignature()
  })
}

/** Without a `kid` a rotated key shows only as a signature that fits none. */
async function verifyAfterRotation(
  jws: DecodedJws,
  header: CheckedHeader,
  issuer: Issuer,
): Promise<VerificationKey | Denial> {
  const choice = await issuer.keys.chooseAgain(header.algorithm)
  if (choice.kind !== 'found') return badSignature()
  return (await verifyWithAny(choice.keys, jws, header.algorithm)) ?? badSignature()
}

function verifyWithAny(
  keys: readonly VerificationKey[],
  jws: DecodedJws,
  algorithm: Algorithm,
): MaybePromise<VerificationKey | undefined> {
  const [key, ...others] = keys.slice(0, maximumCandidates)
  if (key === undefined) return undefined
  return andThen(verifyWith(key, jws, algorithm), (good) =>
    good ? key : verifyWithAny(others, jws, algorithm),
  )
}

function verifyWith(
  key: VerificationKey,
  jws: DecodedJws,
  algorithm: Algorithm,
): MaybePromise<boolean> {
  const prepared = key.prepared.get(algorithm)
  return prepared !== undefined && verify(prepared, jws.signedText, jws.signature)
}

function refuseKey(kind: 'unknown' | 'mismatch', header: CheckedHeader, issuer: Issuer): Denial {
  const keyId = printable(header.keyId)
  if (kind === 'mismatch') {
    return deny('signing_key_mismatch', `The key with kid ${keyId} is not for ${header.algorithm}`)
  }
  return deny(
    'signing_key_unknown',
    `${printable(issuer.identifier)} publishes no ${header.algorithm} key with kid ${keyId}`,
  )
}

function badSignature(): Denial {
  return deny('signature_invalid', 'No key of the issuer made this signature')
}
