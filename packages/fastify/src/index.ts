/**
 * OAuth 2.0 access tokens for Fastify: everything that a protected API names, in one import.
 *
 * @module
 */

export {
  type Access,
  type AccessToken,
  type AccessTokenClaims,
  type Actor,
  type ActorIdentity,
  type AuthorizationDetail,
  type AuthorizationDetailMatcher,
  actor,
  allOf,
  anyOf,
  anyScope,
  audience,
  authorizationDetails,
  ConfigurationError,
  claim,
  corsHeaders,
  createResourceServer,
  notDelegated,
  type Policy,
  type PolicyContext,
  type PolicyFunction,
  type PolicyLike,
  principal,
  type Requirement,
  type ResourceServer,
  type ResourceServerOptions,
  type StepUpOptions,
  scopes,
  signedMetadata,
  stepUp,
} from '@portcullis/core'

export type { AuthorizedRoute } from './augmentation.js'
export { metadata } from './metadata.js'
export { type GuardOptions, type PortcullisOptions, portcullis } from './portcullis.js'
export type { AuthOf, Guarded, RouteAuth } from './route-auth.js'
