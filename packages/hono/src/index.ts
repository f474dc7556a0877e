/**
 * OAuth 2.0 access tokens for Hono, and for anything else that takes a web `Request`: everything
 * that a protected API names, in one import.
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
  auth0,
  authorizationDetails,
  ConfigurationError,
  claim,
  cognito,
  corsHeaders,
  createGate,
  createResourceServer,
  duende,
  type Entry,
  entraId,
  entraIdIssuers,
  type Gate,
  type IssuerEntry,
  keycloak,
  notDelegated,
  oidcProvider,
  okta,
  ory,
  type Policy,
  type PolicyContext,
  type PolicyFunction,
  type PolicyLike,
  type Preset,
  ping,
  principal,
  type Refused,
  type RequestPeer,
  type Requirement,
  type ResourceRequest,
  type ResourceServer,
  type ResourceServerOptions,
  type StepUpOptions,
  scopes,
  signedMetadata,
  stepUp,
  type TenantIssuers,
  type TenantRequest,
  tenants,
} from '@portcullis/core'

export type { Guard, GuardedEnv } from './guarded.js'
export { metadata } from './metadata.js'
export type { ProtectOptions } from './options.js'
export { authorize, protect } from './protect.js'
