import { type Denial, deny, isDenial } from '../errors/index.js'
import type { Issuer } from '../issuer/index.js'
import type { Algorithm } from '../lib/algorithms.js'
import type { Clock } from '../lib/clock.js'
import type { JsonObject } from '../lib/json.js'
import { andThen, type MaybePromise } from '../lib/maybe-promise.js'
import { printable } from '../lib/printable.js'
import { scopeSet } from '../lib/scope-set.js'
import type { TokenFacts, TokenValidator, UnverifiedJws } from '../token/index.js'
import { audienceList, checkClaims } from './check-claims.js'
import { checkHeader } from './check-header.js'
import { type DecodedJws, decodeJws } from './decode.js'
import { verifySignature } from './verify-signature.js'

/** What is believed of one issuer's JWTs. */
export interface JwtIssuerRules {
  readonly issuer: Issuer
  readonly audience: readonly string[] | null
  readonly algorithms: ReadonlySet<Algorithm>
  readonly clockToleranceSeconds: number
}

/** Validates JWT access tokens (RFC 9068 §4) of the issuers given, keyed by identifier. */
export function createJwtValidator(
  issuers: ReadonlyMap<string, JwtIssuerRules>,
  clock: Clock,
): TokenValidator {
  return {
    accepts: (shape) => shape.kind === 'jws',
    validate: (shape) => validateJwt(shape as UnverifiedJws, issuers, clock),
  }
}

/** Everything cheap comes before the signature, and nothing is fetched for an unknown issuer. */
function validateJwt(
  shape: UnverifiedJws,
  issuers: ReadonlyMap<string, JwtIssuerRules>,
  clock: Clock,
): MaybePromise<TokenFacts | Denial> {
  const jws = decodeJws(shape)
  if (isDenial(jws)) return jws
  const rules = findIssuer(jws.claims.iss, issuers)
  if (isDenial(rules)) return rules
  const header = checkHeader(jws.header, rules.algorithms)
  if (isDenial(header)) return header
  const fault = checkClaims(jws.claims, { ...rules, now: clock() / 1000 })
  if (fault !== undefined) return fault
  return andThen(verifySignature(jws, header, rules.issuer), (key) =>
    isDenial(key) ? key : tokenFacts(jws, rules),
  )
}

/** Compared code point by code point, never by prefix or after normalisation (RFC 7519 §4.1.1). */
function findIssuer(
  issuer: unknown,
  issuers: ReadonlyMap<string, JwtIssuerRules>,
): JwtIssuerRules | Denial {
  if (issuer === undefined) return deny('claim_missing', 'It has no iss')
  const rules = typeof issuer === 'string' ? issuers.get(issuer) : undefined
  if (rules !== undefined) return rules
  const trusted = printable([...issuers.keys()])
  return deny('issuer_not_trusted', `iss is ${printable(issuer)}, trusted are ${trusted}`)
}

/** The claims had their types checked by `checkClaims`. */
interface CheckedClaims extends JsonObject {
  sub?: string
  client_id?: string
  aud?: string | string[]
  scope?: string | string[]
  exp: number
}

function tokenFacts(jws: DecodedJws, rules: JwtIssuerRules): TokenFacts {
  const claims = jws.claims as CheckedClaims
  return {
    format: 'jwt',
    issuer: rules.issuer.identifier,
    subject: claims.sub,
    clientId: claims.client_id,
    audience: audienceList(claims.aud),
    scopes: scopeSet(claims.scope),
    expiresAt: claims.exp,
    claims,
  }
}
