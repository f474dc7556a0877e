/**
 * What is asked of a replay store here. One that can lose what it knew wants to hear since when that would matter.
 * @typedef {object} Store
 * @property {(key: string, expiresAt: number, acceptableSince: number) => unknown} reserve
 */

/**
 * Reserves a proof that is new, for a minute.
 * @param {Store} store
 * @param {string} key
 */
export function reserve(store, key) {
  const now = Date.now() / 1000
  return store.reserve(key, Math.floor(now) + 60, now)
}
