/**
 * OAuth 2.0 access tokens for Fastify: everything that a protected API names, in one import.
 *
 * @module
 */

export {
  type Access,
  type AccessToken,
  type AccessTokenClaims,
  allOf,
  anyOf,
  anyScope,
  audience,
  ConfigurationError,
  claim,
  corsHeaders,
  createResourceServer,
  type Policy,
  type PolicyFunction,
  type PolicyLike,
  type Requirement,
  type ResourceServer,
  type ResourceServerOptions,
  scopes,
  signedMetadata,
} from '@portcullis/core'

export type { AuthorizedRoute } from './augmentation.js'
export { metadata } from './metadata.js'
export { type GuardOptions, type PortcullisOptions, portcullis } from './portcullis.js'
export type { AuthOf, Guarded, RouteAuth } from './route-auth.js'
