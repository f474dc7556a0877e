import type { DenialCode } from '@portcullis/core'
import type { TokenRecipe } from '../tokens/recipe.js'
import type { AuthorizationLine, Expectation } from './row.js'

/** Tokens that several topics use. */
export const readWrite: TokenRecipe = { scope: 'api1.read api1.write' }
export const alice: TokenRecipe = { holder: 'alice', scope: 'api1.read' }
export const bob: TokenRecipe = { holder: 'bob', scope: 'api1.read' }

/** A token where it belongs. */
export function bearer(token: TokenRecipe | string): readonly AuthorizationLine[] {
  return [['Bearer', token]]
}

/** The answer to a token that is not good. */
export function invalidToken(because: DenialCode): Expectation {
  return { status: 401, error: 'invalid_token', because }
}

/** The answer to a request that is not well made. */
export function invalidRequest(because: DenialCode): Expectation {
  return { status: 400, error: 'invalid_request', because }
}
