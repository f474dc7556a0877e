import type { DenialCode } from '@portcullis/core'
import type { TokenRecipe } from '../tokens/recipe.js'
import type { AuthorizationLine, Expectation, Members } from './row.js'

/** Tokens that several topics use. */
export const readWrite: TokenRecipe = { scope: 'api1.read api1.write' }
export const alice: TokenRecipe = { holder: 'alice', scope: 'api1.read' }
export const bob: TokenRecipe = { holder: 'bob', scope: 'api1.read' }
export const reference: TokenRecipe = { ...readWrite, resource: 'urn:portcullis:api1:reference' }

/** What an API knows tokens by, and which resource yields one. */
export const kinds = {
  JWT: readWrite,
  reference,
} as const satisfies Readonly<Record<string, TokenRecipe>>

export type Kind = keyof typeof kinds

export const kindNames = Object.keys(kinds) as readonly Kind[]

/** A token where it belongs. */
export function bearer(token: TokenRecipe | string): readonly AuthorizationLine[] {
  return [['Bearer', token]]
}

export function dpop(token: TokenRecipe | string): readonly AuthorizationLine[] {
  return [['DPoP', token]]
}

/** What tells the kinds apart at `/me`: introspection names no subject where there is no user. */
const facts: Readonly<Record<Kind, Members>> = {
  JWT: { format: 'jwt', subject: 'service' },
  reference: { format: 'reference', subject: null },
}

/** What the API says about a token of the service that it took. */
export function aboutService(kind: Kind, members: Members = {}, audience = 'api1'): Expectation {
  const service = { clientId: 'service', scopes: ['api1.read', 'api1.write'] }
  return about({ ...service, ...facts[kind], ...members }, audience)
}

/** What the API says about a token that it took. */
export function about(members: Members, audience = 'api1'): Expectation {
  const usual = { audience: [audience], format: 'jwt', binding: 'none' }
  return { status: 200, body: ({ issuer }) => ({ issuer, ...usual, ...members }) }
}

/** The answer to a token that is not good. */
export function invalidToken(because: DenialCode): Expectation {
  return { status: 401, error: 'invalid_token', because }
}

/** The answer to a proof that is not good. */
export function invalidProof(because: DenialCode): Expectation {
  return { status: 401, error: 'invalid_dpop_proof', because }
}

/** The answer to a request that is not well made. */
export function invalidRequest(because: DenialCode): Expectation {
  return { status: 400, error: 'invalid_request', because }
}

/** The answer to a good token that does not permit this. */
export function lacksScope(scope: string): Expectation {
  return { status: 403, error: 'insufficient_scope', because: 'scope_insufficient', scope }
}
