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
  ResourceServerOptions,
} from './resource-server-options.js'
