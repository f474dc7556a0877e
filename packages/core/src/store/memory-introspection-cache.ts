import { BoundedCache } from '../lib/bounded-cache.js'
import type { IntrospectionCache, IntrospectionEntry } from './introspection-cache.js'

/**
 * A cache of introspection answers in this process.
 *
 * @param options.maximumEntries - default 10 000; the least recently used go first
 */
export function memoryIntrospectionCache(
  options: { readonly maximumEntries?: number } = {},
): IntrospectionCache {
  const entries = new BoundedCache<IntrospectionEntry>(options.maximumEntries ?? 10_000)
  return {
    get: (key) => entries.get(key),
    set: (key, entry) => entries.set(key, entry),
    delete: (key) => entries.delete(key),
  }
}
