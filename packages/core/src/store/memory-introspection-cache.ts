import { ConfigurationError } from '../errors/index.js'
import { BoundedCache } from '../lib/bounded-cache.js'
import { printable } from '../lib/printable.js'
import type { IntrospectionCache, IntrospectionEntry } from './introspection-cache.js'

const defaultEntries = 10_000
const mostEntries = 10_000_000

/**
 * A cache of introspection answers in this process.
 *
 * @param options.maximumEntries - default 10 000, 2 to 10 000 000; the least recently used go first
 * @throws ConfigurationError when it would not be bounded
 */
export function memoryIntrospectionCache(
  options: { readonly maximumEntries?: number } = {},
): IntrospectionCache {
  const { maximumEntries = defaultEntries } = options
  if (!(maximumEntries >= 2 && maximumEntries <= mostEntries)) {
    throw new ConfigurationError(
      'option_invalid',
      `maximumEntries is ${printable(maximumEntries)}: write a number from 2 to ${mostEntries}`,
    )
  }
  const entries = new BoundedCache<IntrospectionEntry>(maximumEntries)
  return {
    get: (key) => entries.get(key),
    set: (key, entry) => entries.set(key, entry),
    delete: (key) => entries.delete(key),
  }
}
