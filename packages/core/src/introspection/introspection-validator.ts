import { type Breakdown, type Denial, deny, isBreakdown, isDenial } from '../errors/index.js'
import type { OpaqueToken, TokenFacts, TokenValidator } from '../token/index.js'
import type { Introspector } from './introspector.js'

/** Validates reference tokens by asking their issuers, in order, until one knows the token. */
export function createIntrospectionValidator(
  introspectors: readonly Introspector[],
): TokenValidator {
  return {
    accepts: (shape) => shape.kind === 'opaque',
    validate: async (shape, digest) =>
      askInTurn((shape as OpaqueToken).token, await digest.value(), introspectors),
  }
}

/**
 * An issuer out of reach does not hide one that knows the token, nor turn into a refusal. Who says that
 * the token is active has the last word, also when that is no.
 */
async function askInTurn(
  token: string,
  digest: string,
  introspectors: readonly Introspector[],
): Promise<TokenFacts | Denial> {
  let denial = deny('token_format_not_accepted', 'No issuer takes reference tokens')
  let breakdown: Breakdown | undefined
  for (const introspector of introspectors) {
    const result = await introspector.introspect(token, digest).catch(asBreakdown)
    if (isBreakdown(result)) breakdown ??= result
    else if (isDenial(result) && isOfAnother(result)) denial = result
    else return result
  }
  if (breakdown !== undefined) throw breakdown
  return denial
}

/** Whether the next issuer may say otherwise. */
function isOfAnother({ code }: Denial): boolean {
  return code === 'token_inactive' || code === 'issuer_not_trusted'
}

function asBreakdown(error: unknown): Breakdown {
  if (isBreakdown(error)) return error
  throw error
}
