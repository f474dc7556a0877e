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
  RefusalEvent,
  ResourceServerOptions,
  UntrustedHeaderEvent,
} from './resource-server-options.js'
export type {
  TenantDirectory,
  TenantHost,
  TenantIssuers,
  TenantRequest,
  TenantSource,
  TenantsOptions,
} from './tenant-options.js'
