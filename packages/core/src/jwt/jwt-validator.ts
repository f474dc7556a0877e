import { type Denial, deny, isDenial } from '../errors/index.js'
import { type KeyHolder, type VerificationKey, verifySignature } from '../issuer/index.js'
import type { Algorithm } from '../lib/algorithms.js'
import type { Clock } from '../lib/clock.js'
import type { JsonObject } from '../lib/json.js'
import { andThen, type MaybePromise } from '../lib/maybe-promise.js'
import { printable } from '../lib/printable.js'
import {
  acceptedTypes,
  checkClaims,
  checkHeader,
  checkMarkers,
  checkTimes,
  decodeJws,
  type TokenFacts,
  type TokenForm,
  type TokenFormat,
  type TokenValidator,
  tokenFacts,
  type UnverifiedJws,
} from '../token/index.js'

/** What is believed of one issuer's JWTs. */
export interface JwtIssuerRules {
  readonly issuer: KeyHolder
  /** What tokens of this issuer are called. Default `jwt`. */
  readonly format?: TokenFormat
  readonly audience: readonly string[] | null
  readonly algorithms: ReadonlySet<Algorithm>
  readonly clockToleranceSeconds: number
  /** What its tokens look like. Default: as RFC 9068 says. */
  readonly form?: TokenForm
}

/** Validates JWT access tokens (RFC 9068 §4) of the issuers given, keyed by identifier. */
export function createJwtValidator(
  issuers: ReadonlyMap<string, JwtIssuerRules>,
  clock: Clock,
): TokenValidator {
  // Once: refusals must not cost more for many issuers than for one.
  const trusted = printable([...issuers.keys()])
  return {
    accepts: (shape) => shape.kind === 'jws',
    validate: (shape) => validateJwt(shape as UnverifiedJws, { issuers, trusted }, clock),
  }
}

interface Trusted {
  readonly issuers: ReadonlyMap<string, JwtIssuerRules>
  /** The first of them, for a log line. */
  readonly trusted: string
}

/**
 * An ID token, a logout token or a proof never passes for an access token (RFC 8725 §3.11). Everything
 * cheap comes before the signature, and nothing is fetched for an unknown issuer.
 */
const usualForm: TokenForm = {}

function validateJwt(
  shape: UnverifiedJws,
  trusted: Trusted,
  clock: Clock,
): MaybePromise<TokenFacts | Denial> {
  const jws = decodeJws(shape)
  if (isDenial(jws)) return jws
  const rules = findIssuer(jws.claims.iss, trusted)
  if (isDenial(rules)) return rules
  const { audience, clockToleranceSeconds, form = usualForm } = rules
  const header = checkHeader(jws.header, acceptedTypes(form), rules.algorithms)
  if (isDenial(header)) return header
  // Written out: a spread costs more than the checks.
  const claimRules = { audience, form, clockToleranceSeconds, now: clock() / 1000 }
  const fault = checkMarkers(header.type, jws.claims, form) ?? checkClaims(jws.claims, claimRules)
  if (fault !== undefined) return fault
  const { claims } = jws
  return andThen(verifySignature(jws, header, rules.issuer), (key) => {
    if (isDenial(key)) return key
    const holds = holdsWhile(claims, key, rules, clock)
    return tokenFacts(rules.format ?? 'jwt', rules.issuer.identifier, claims, form, holds)
  })
}

/**
 * What time changes: the token's own times, the key's place in the key set, and the life of that set. Made
 * apart from the validation, so that it keeps no text of the token alive.
 */
function holdsWhile(
  claims: JsonObject,
  key: VerificationKey,
  { issuer, clockToleranceSeconds }: JwtIssuerRules,
  clock: Clock,
): () => boolean {
  return () =>
    !key.withdrawn &&
    issuer.keys.usable &&
    checkTimes(claims, { now: clock() / 1000, clockToleranceSeconds }) === undefined
}

/** Compared code point by code point, never by prefix or after normalisation (RFC 7519 §4.1.1). */
function findIssuer(issuer: unknown, { issuers, trusted }: Trusted): JwtIssuerRules | Denial {
  if (issuer === undefined) return deny('claim_missing', 'It has no iss')
  const rules = typeof issuer === 'string' ? issuers.get(issuer) : undefined
  if (rules !== undefined) return rules
  return deny('issuer_not_trusted', `iss is ${printable(issuer)}, trusted are ${trusted}`)
}
