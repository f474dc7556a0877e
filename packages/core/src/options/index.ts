export type {
  AccessEvent,
  DiagnosticsEvents,
  RefusalEvent,
  RequestEvent,
  UntrustedHeaderEvent,
} from './events.js'
export type { MetadataOptions } from './read-metadata.js'
export { readOptions, type Settings } from './read-options.js'
export type {
  DPoPMode,
  DPoPNonceOptions,
  DPoPOptions,
  IntrospectionOptions,
  IssuerEntry,
  KeyOptions,
  MtlsOptions,
  Preset,
  Profile,
  ResourceServerOptions,
} from './resource-server-options.js'
export type {
  TenantDirectory,
  TenantHost,
  TenantIssuers,
  TenantRequest,
  TenantSource,
  TenantsOptions,
} from './tenant-options.js'
