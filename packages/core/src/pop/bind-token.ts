import type { PresentedCredentials } from '../credentials/index.js'
import { normalizeRequestUrl, type ProofVerifier, type VerifiedProof } from '../dpop/index.js'
import { type Denial, deny, isDenial } from '../errors/index.js'
import { andThen, type MaybePromise } from '../lib/maybe-promise.js'
import type { ScopeHierarchy } from '../lib/scope-set.js'
import type { ClientCertificates } from '../mtls/index.js'
import { type ResourceRequest, requestUrl, type UrlRules } from '../request/index.js'
import type { TokenDigest, ValidatedToken } from '../token/index.js'
import { type AccessToken, accessToken, type TokenBinding } from './access-token.js'
import { checkActor } from './actor.js'
import { type Confirmation, readConfirmation } from './confirmation.js'

export interface BindingRules {
  /** Nothing where DPoP is off. */
  readonly proofs: ProofVerifier | undefined
  readonly proofRequired: boolean
  /** Nothing where certificates are off. */
  readonly certificates: ClientCertificates | undefined
  readonly certificateRequired: boolean
  /** Refuses what is bound to neither. */
  readonly constraintRequired?: boolean
  readonly url: UrlRules
  readonly scopeHierarchy?: ScopeHierarchy | undefined
}

/** What a token is presented with. */
export interface Presentation {
  readonly request: ResourceRequest
  readonly credentials: PresentedCredentials
  readonly digest: TokenDigest
  /** Epoch seconds. */
  readonly now: number
}

/** A proof that still has to be kept from being used again. */
export interface PendingProof {
  readonly proof: VerifiedProof
  readonly url: string
}

/** A token whose holder proved to be the one that it was issued to. */
export interface BoundToken {
  readonly token: AccessToken
  readonly pending: PendingProof | undefined
}

/**
 * Joins a validated token with what its holder proves. Every confirmation of the token must be met, by
 * the scheme that goes with it; a bound token never passes as a bearer token, whatever is switched off.
 */
export function bindToken(
  token: ValidatedToken,
  presentation: Presentation,
  rules: BindingRules,
): MaybePromise<BoundToken | Denial> {
  const confirmation = readConfirmation(token.claims)
  if (isDenial(confirmation)) return confirmation
  const fault =
    checkActor(token.claims) ?? checkDemands(confirmation, presentation.credentials, rules)
  if (fault !== undefined) return fault
  const { keyThumbprint, certificateThumbprint } = confirmation
  if (keyThumbprint === undefined && certificateThumbprint === undefined) {
    return { token: accessToken(token, 'none', rules.scopeHierarchy), pending: undefined }
  }
  return proveAll(token, confirmation, presentation, rules)
}

/** What follows from token, scheme and modes alone, before anything is verified. */
function checkDemands(
  { keyThumbprint, certificateThumbprint }: Confirmation,
  { scheme }: PresentedCredentials,
  rules: BindingRules,
): Denial | undefined {
  if (keyThumbprint !== undefined && scheme !== 'DPoP') {
    return deny('binding_required', `The token is bound to a DPoP key and came as ${scheme}`)
  }
  if (keyThumbprint === undefined && (scheme === 'DPoP' || rules.proofRequired)) {
    return deny('binding_missing', 'The token has no cnf.jkt')
  }
  if (rules.constraintRequired && !keyThumbprint && !certificateThumbprint) {
    return deny('binding_missing', 'The token has neither cnf.jkt nor cnf.x5t#S256')
  }
  if (certificateThumbprint === undefined && rules.certificateRequired) {
    return deny('binding_missing', 'The token has no cnf.x5t#S256')
  }
  if (certificateThumbprint !== undefined && rules.certificates === undefined) {
    return deny('confirmation_not_supported', 'The token is bound to a certificate, mtls is off')
  }
  return undefined
}

function proveAll(
  token: ValidatedToken,
  confirmation: Confirmation,
  presentation: Presentation,
  rules: BindingRules,
): MaybePromise<BoundToken | Denial> {
  const { certificateThumbprint } = confirmation
  if (certificateThumbprint === undefined) {
    return proveKey(token, 'dpop', confirmation, presentation, rules)
  }
  return andThen(
    checkCertificate(certificateThumbprint, presentation, rules),
    (fault) => fault ?? proveKey(token, 'dpop+mtls', confirmation, presentation, rules),
  )
}

function proveKey(
  token: ValidatedToken,
  binding: TokenBinding,
  { keyThumbprint }: Confirmation,
  presentation: Presentation,
  rules: BindingRules,
): MaybePromise<BoundToken | Denial> {
  if (keyThumbprint === undefined)
    return { token: accessToken(token, 'mtls', rules.scopeHierarchy), pending: undefined }
  return andThen(checkProof(keyThumbprint, presentation, rules), (pending) =>
    isDenial(pending)
      ? pending
      : { token: accessToken(token, binding, rules.scopeHierarchy), pending },
  )
}

/** RFC 8705 §3: exact, on the digest. */
function checkCertificate(
  expected: string,
  { request }: Presentation,
  { certificates }: BindingRules,
): MaybePromise<Denial | undefined> {
  return andThen(certificates?.thumbprint(request), (found) => compare(found, expected))
}

function compare(thumbprint: string | Denial | undefined, expected: string): Denial | undefined {
  if (thumbprint === undefined) {
    return deny('certificate_missing', 'No client certificate came that is believed here')
  }
  if (isDenial(thumbprint)) return thumbprint
  if (thumbprint === expected) return undefined
  const message = 'The certificate is not the one the token is bound to; it may have been renewed'
  return deny('certificate_mismatch', message)
}

/** RFC 9449 §4.3 and §7.1. A wrong key is a fault of the token, anything else one of the proof. */
function checkProof(
  expected: string,
  { request, credentials, digest, now }: Presentation,
  { proofs, url: rules }: BindingRules,
): MaybePromise<PendingProof | Denial> {
  const { proof } = credentials
  if (proof === undefined || proofs === undefined) {
    return deny('dpop_proof_missing', 'The request has no DPoP proof')
  }
  const received = requestUrl(request, rules)
  const url = received === undefined ? undefined : normalizeRequestUrl(received)
  const { method } = request
  const verified = andThen(digest.value(), (tokenDigest) =>
    proofs.verify(proof, { method, url, tokenDigest, now }),
  )
  return andThen(verified, (result) => {
    if (isDenial(result)) return result
    if (result.thumbprint === expected) return { proof: result, url: url ?? '' }
    return deny('dpop_key_mismatch', 'The key of the proof is not the one the token is bound to')
  })
}
