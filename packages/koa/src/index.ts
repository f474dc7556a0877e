/**
 * OAuth 2.0 access tokens for Koa: everything that a protected API names, in one import.
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
  auth0,
  ConfigurationError,
  claim,
  cognito,
  createResourceServer,
  duende,
  entraId,
  entraIdIssuers,
  type IssuerEntry,
  keycloak,
  oidcProvider,
  okta,
  ory,
  type Policy,
  type PolicyFunction,
  type PolicyLike,
  type Preset,
  ping,
  type Requirement,
  type ResourceServer,
  type ResourceServerOptions,
  scopes,
  type TenantIssuers,
  type TenantRequest,
  tenants,
} from '@portcullis/core'

export type { Guard, GuardedState, Middleware } from './guarded.js'
export { metadata } from './metadata.js'
export type { ProtectOptions } from './options.js'
export { authorize, protect } from './protect.js'
