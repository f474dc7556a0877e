export { readOptions, type Settings } from './read-options.js'
export type {
  IntrospectionOptions,
  IssuerEntry,
  KeyOptions,
  RefusalEvent,
  ResourceServerOptions,
} from './resource-server-options.js'
