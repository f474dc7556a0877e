export { readOptions, type Settings } from './read-options.js'
export type {
  DPoPMode,
  DPoPNonceOptions,
  DPoPOptions,
  IntrospectionOptions,
  IssuerEntry,
  KeyOptions,
  MtlsOptions,
  RefusalEvent,
  ResourceServerOptions,
  UntrustedHeaderEvent,
} from './resource-server-options.js'
