export type { IntrospectionCache, IntrospectionEntry } from './introspection-cache.js'
export { memoryIntrospectionCache } from './memory-introspection-cache.js'
export { type MemoryReplayStoreOptions, memoryReplayStore } from './memory-replay-store.js'
export type { ReplayStore } from './replay-store.js'
