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
  type Refused,
  type RequestPeer,
  type Requirement,
  type ResourceRequest,
  type ResourceServer,
  type ResourceServerOptions,
  scopes,
  signedMetadata,
} from '@portcullis/core'

export { createGate, type Entry, type Gate } from './gate.js'
export type { Guard, GuardedEnv } from './guarded.js'
export { metadata } from './metadata.js'
export type { ProtectOptions } from './options.js'
export { authorize, protect } from './protect.js'
