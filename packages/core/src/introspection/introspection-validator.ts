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

/** An issuer out of reach does not hide one that knows the token, nor turn into a refusal. */
async function askInTurn(
  token: string,
  digest: string,
  introspectors: readonly Introspector[],
): Promise<TokenFacts | Denial> {
  let denial: Denial | undefined
  let breakdown: Breakdown | undefined
  for (const introspector of introspectors) {
    const result = await introspector.introspect(token, digest).catch(asBreakdown)
    if (isBreakdown(result)) breakdown ??= result
    else if (!isDenial(result)) return result
    // A reason given about an active token says more than that the others do not know it.
    else if (denial === undefined || denial.code === 'token_inactive') denial = result
  }
  if (breakdown !== undefined) throw breakdown
  return denial ?? deny('token_format_not_accepted', 'No issuer takes reference tokens')
}

function asBreakdown(error: unknown): Breakdown {
  if (isBreakdown(error)) return error
  throw error
}
