export { readOptions, type Settings } from './read-options.js'
export type {
  IssuerEntry,
  KeyOptions,
  RefusalEvent,
  ResourceServerOptions,
} from './resource-server-options.js'
