export type { IntrospectionCache } from './introspection-cache.js'
export type { ReplayStore } from './replay-store.js'
