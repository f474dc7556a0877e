import { type Denial, deny } from '../errors/index.js'
import type { Algorithm } from '../lib/algorithms.js'
import { andThen, isPromise, type MaybePromise } from '../lib/maybe-promise.js'
import { printable } from '../lib/printable.js'
import { verifySignature as verify } from '../lib/signature.js'
import type { KeyHolder } from './key-source.js'
import type { VerificationKey } from './verification-key.js'

/** What a signature covers, and the signature. */
export interface SignedParts {
  readonly signedText: string
  readonly signature: Uint8Array
}

/** Header members that choose the key; already checked. */
export interface KeyHint {
  readonly algorithm: Algorithm
  readonly keyId: string | undefined
}

/** A token without `kid` costs at most so many verifications. */
const maximumCandidates = 8

/** Finds the key that made a signature among those of one issuer (RFC 8725 §3.8). */
export function verifySignature(
  jws: SignedParts,
  header: KeyHint,
  issuer: KeyHolder,
): MaybePromise<VerificationKey | Denial> {
  const choosing = issuer.keys.choose(header.keyId, header.algorithm)
  // Keys that had to be waited for are new: there is no rotation to look for.
  const mayHaveRotated = header.keyId === undefined && !isPromise(choosing)
  return andThen(choosing, (choice) => {
    if (choice.kind !== 'found') return refuseKey(choice.kind, header, issuer)
    return andThen(verifyWithAny(choice.keys, jws, header.algorithm), (key) => {
      if (key !== undefined) return key
      return mayHaveRotated ? verifyAfterRotation(choice.keys, jws, header, issuer) : badSignature()
    })
  })
}

/** Without a `kid` a rotated key shows only as a signature that fits none. */
async function verifyAfterRotation(
  tried: readonly VerificationKey[],
  jws: SignedParts,
  header: KeyHint,
  issuer: KeyHolder,
): Promise<VerificationKey | Denial> {
  const choice = await issuer.keys.chooseAgain(header.algorithm)
  if (choice.kind !== 'found') return badSignature()
  const others = choice.keys.filter((key) => !tried.includes(key))
  return (await verifyWithAny(others, jws, header.algorithm)) ?? badSignature()
}

function verifyWithAny(
  keys: readonly VerificationKey[],
  jws: SignedParts,
  algorithm: Algorithm,
  index = 0,
): MaybePromise<VerificationKey | undefined> {
  const key = keys[index]
  if (key === undefined || index === maximumCandidates) return undefined
  return andThen(verifyWith(key, jws, algorithm), (good) =>
    good ? key : verifyWithAny(keys, jws, algorithm, index + 1),
  )
}

function verifyWith(
  key: VerificationKey,
  jws: SignedParts,
  algorithm: Algorithm,
): MaybePromise<boolean> {
  const prepared = key.prepared.get(algorithm)
  return prepared !== undefined && verify(prepared, jws.signedText, jws.signature)
}

function refuseKey(kind: 'unknown' | 'mismatch', header: KeyHint, issuer: KeyHolder): Denial {
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
