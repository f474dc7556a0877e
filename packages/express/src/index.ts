/**
 * OAuth 2.0 access tokens for Express: everything that a protected API names, in one import.
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
  createResourceServer,
  type Policy,
  type PolicyFunction,
  type PolicyLike,
  type Requirement,
  type ResourceServer,
  type ResourceServerOptions,
  scopes,
} from '@portcullis/core'

import './routes.js'

export type { Guard, GuardedHandler, Middleware } from './guarded.js'
export { metadata } from './metadata.js'
export type { ProtectOptions } from './options.js'
export { authorize, protect } from './protect.js'
