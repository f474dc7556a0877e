/**
 * The public surface of `@portcullis/core`, by name. What is not here is private.
 *
 * @module
 */

export {
  type ActorIdentity,
  type AuthorizationDetail,
  type AuthorizationDetailMatcher,
  type AuthorizationDetailMembers,
  actor,
  allOf,
  anyOf,
  anyScope,
  audience,
  authorizationDetails,
  claim,
  type ExpectedMember,
  isPolicy,
  notDelegated,
  type Policy,
  type PolicyContext,
  type PolicyFunction,
  type PolicyLike,
  principal,
  type StepUpOptions,
  scopes,
  stepUp,
} from './authorization/index.js'
export { type Answer, corsHeaders, type HeaderField, toWebResponse } from './challenge/index.js'
export type { Scheme } from './credentials/index.js'
export {
  type AuthenticationNeeds,
  Breakdown,
  type BreakdownCode,
  ConfigurationError,
  type ConfigurationErrorCode,
  Denial,
  type DenialCode,
  type DenialNeeds,
  denialCodes,
  deny,
  isBreakdown,
  isDenial,
} from './errors/index.js'
export { isResourceServer, openGuard, requirementOf, unguarded } from './for-bindings.js'
export { createGate, type Entry, type Gate } from './gate.js'
export {
  type ClientAuthentication,
  clientSecretBasic,
  clientSecretPost,
  type PrivateCryptoKey,
  privateKeyJwt,
  tlsClientAuth,
} from './introspection/index.js'
export { type Algorithm, algorithmNames } from './lib/algorithms.js'
export type { Fetch } from './lib/bounded-fetch.js'
export type { Clock } from './lib/clock.js'
export { type LocalJwtOptions, localJwtValidator } from './local-validator.js'
export {
  type KeySignerOptions,
  type MetadataAnswer,
  type MetadataSigner,
  metadataOf,
  type OwnSignerOptions,
  type ResourceMetadata,
  type ResourceMetadataDocument,
  type ServedMetadata,
  signedMetadata,
} from './metadata/index.js'
export {
  alb,
  albPassthrough,
  azure,
  type CertificateSource,
  type CertificateTrust,
  clientCertHeader,
  customCertificate,
  gcp,
  gcpFingerprint,
  type HeaderSourceOptions,
  haproxy,
  nginx,
  type SharedSecret,
  traefik,
  xForwardedClientCert,
} from './mtls/index.js'
export type {
  AccessEvent,
  DiagnosticsEvents,
  DPoPMode,
  DPoPNonceOptions,
  DPoPOptions,
  IntrospectionOptions,
  IssuerEntry,
  KeyOptions,
  MetadataOptions,
  MtlsOptions,
  Preset,
  Profile,
  RefusalEvent,
  RequestEvent,
  ResourceServerOptions,
  TenantIssuers,
  TenantRequest,
  TenantSource,
  TenantsOptions,
  UntrustedHeaderEvent,
} from './options/index.js'
export type { Access, Granted, Outcome, Refused } from './outcome.js'
export type {
  AccessToken,
  AccessTokenClaims,
  Actor,
  TokenBinding,
  TransformToken,
} from './pop/index.js'
export {
  auth0,
  cognito,
  duende,
  entraId,
  entraIdIssuers,
  keycloak,
  oidcProvider,
  okta,
  ory,
  ping,
} from './presets/index.js'
export { fromWebRequest, type RequestPeer, type ResourceRequest } from './request/index.js'
export { createResourceServer, type Requirement, type ResourceServer } from './resource-server.js'
export {
  type Forgotten,
  type IntrospectionCache,
  type IntrospectionEntry,
  type MemoryReplayStore,
  type MemoryReplayStoreOptions,
  memoryIntrospectionCache,
  memoryReplayStore,
  type ReplayStore,
} from './store/index.js'
export { tenants } from './tenants.js'
export {
  type ClaimRules,
  checkClaims,
  type Marker,
  type OpaqueToken,
  type OtherTokenTypes,
  type TokenDigest,
  type TokenFacts,
  type TokenForm,
  type TokenFormat,
  type TokenShape,
  type TokenValidator,
  tokenFacts,
  type UnverifiedJws,
} from './token/index.js'
