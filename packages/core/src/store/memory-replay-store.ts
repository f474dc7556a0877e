import { Breakdown } from '../errors/index.js'
import { type Clock, systemClock } from '../lib/clock.js'
import { DigestSet } from '../lib/digest-set.js'
import type { ReplayStore } from './replay-store.js'

export interface MemoryReplayStoreOptions {
  /** Most live keys; a further one is refused with a breakdown. Default 1 000 000. */
  readonly maximumEntries?: number
  readonly clock?: Clock
}

/** Keys that expire within the same so many seconds are dropped together, without a timer. */
const sliceSeconds = 10

/**
 * Remembers proofs in this process only: with several processes or nodes a proof could be used once on
 * each. About 64 bytes per live proof.
 */
export function memoryReplayStore(options: MemoryReplayStoreOptions = {}): ReplayStore {
  const maximumEntries = options.maximumEntries ?? 1_000_000
  const clock = options.clock ?? systemClock
  const slices = new Map<number, DigestSet>()

  function liveSlices(now: number): readonly DigestSet[] {
    for (const end of slices.keys()) if (end * sliceSeconds <= now) slices.delete(end)
    return [...slices.values()]
  }

  return {
    reserve(key, expiresAt) {
      const live = liveSlices(clock() / 1000)
      if (live.some((slice) => slice.has(key))) return false
      if (live.reduce((sum, slice) => sum + slice.size, 0) >= maximumEntries) {
        const message = `The replay store holds ${maximumEntries} live proofs, which is its limit`
        throw new Breakdown('replay_store_full', message)
      }
      const end = Math.ceil(expiresAt / sliceSeconds)
      const slice = slices.get(end) ?? new DigestSet()
      slices.set(end, slice)
      slice.add(key)
      return true
    },
  }
}
