import { type Denial, deny, isDenial } from '../errors/index.js'
import type { BoundedCache } from '../lib/bounded-cache.js'
import { andThen, isPromise, type MaybePromise } from '../lib/maybe-promise.js'
import type { TokenDigest } from './token-digest.js'
import { sniffToken, type TokenShape } from './token-shape.js'
import { type TokenFacts, type ValidatedToken, validatedToken } from './validated-token.js'

/**
 * Proves tokens of one kind. Returns a denial for what a client can cause and throws a `Breakdown`
 * when whom it must ask is out of reach.
 */
export interface TokenValidator {
  /** Whether tokens of this shape are its business. Decides on structure alone. */
  accepts(shape: TokenShape): boolean
  validate(shape: TokenShape, digest: TokenDigest): MaybePromise<TokenFacts | Denial>
}

/** Tokens that were found good, by digest. No decision is kept, only what was decided upon. */
export type ValidatedTokens = BoundedCache<ValidatedToken>

/**
 * Proves a token: by what is known of it already, as long as that holds, else by the one validator for
 * its shape.
 *
 * @param keyPrefix - tells apart what is known by validators that do not trust each other
 */
export function validateToken(
  token: string,
  digest: TokenDigest,
  validators: readonly TokenValidator[],
  known?: ValidatedTokens,
  keyPrefix = '',
): MaybePromise<ValidatedToken | Denial> {
  const proven =
    known === undefined
      ? validateAnew(token, digest, validators)
      : validateOnce(token, digest, validators, known, keyPrefix)
  return isPromise(proven)
    ? proven.then((result) => confirm(result, token, digest))
    : confirm(proven, token, digest)
}

/** What only somebody else knows. */
function confirm(
  result: ValidatedToken | Denial,
  token: string,
  digest: TokenDigest,
): MaybePromise<ValidatedToken | Denial> {
  if (isDenial(result) || result.confirm === undefined) return result
  return andThen(result.confirm(token, digest), (denial) => denial ?? result)
}

function validateOnce(
  token: string,
  digest: TokenDigest,
  validators: readonly TokenValidator[],
  known: ValidatedTokens,
  keyPrefix: string,
): MaybePromise<ValidatedToken | Denial> {
  return andThen(digest.value(), (value) => {
    const key = keyPrefix + value
    const kept = known.get(key)
    if (kept?.holds?.() === true) return kept
    return andThen(validateAnew(token, digest, validators), (result) => {
      if (!isDenial(result) && result.holds !== undefined) known.set(key, result)
      return result
    })
  })
}

function validateAnew(
  token: string,
  digest: TokenDigest,
  validators: readonly TokenValidator[],
): MaybePromise<ValidatedToken | Denial> {
  const shape = sniffToken(token)
  if (shape.kind === 'broken') return deny('token_malformed', shape.fault)
  const validator = validators.find((candidate) => candidate.accepts(shape))
  if (validator === undefined) return refuseShape(shape)
  return andThen(validator.validate(shape, digest), (result) =>
    isDenial(result) ? result : validatedToken(result),
  )
}

function refuseShape(shape: TokenShape): Denial {
  if (shape.kind === 'jwe') {
    return deny('token_encrypted', 'The token is encrypted (five parts), and no key is configured')
  }
  return deny('token_format_not_accepted', `A token of kind ${shape.kind} came, none is accepted`)
}
