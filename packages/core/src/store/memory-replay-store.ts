import { Breakdown, ConfigurationError } from '../errors/index.js'
import { type Clock, systemClock } from '../lib/clock.js'
import { DigestSet } from '../lib/digest-set.js'
import { printable } from '../lib/printable.js'
import type { ReplayStore } from './replay-store.js'

export interface MemoryReplayStoreOptions {
  /** Most live proofs; a further one is answered with 503. Default 1 000 000, 1 to 10 000 000. */
  readonly maximumEntries?: number
  /** Milliseconds since the epoch. Default `Date.now`. */
  readonly clock?: Clock
}

/** Forgets nothing as long as it is there, and so needs to know less. */
export interface MemoryReplayStore extends ReplayStore {
  reserve(key: string, expiresAt: number): boolean
}

const defaultEntries = 1_000_000
const mostEntries = 10_000_000

/**
 * Remembers proofs in this process only: with several processes or nodes a proof could be used once on
 * each. Some 20 to 60 bytes for each live proof; what expired makes room without timers.
 *
 * @throws ConfigurationError when it would not be bounded
 */
export function memoryReplayStore(options: MemoryReplayStoreOptions = {}): MemoryReplayStore {
  const { maximumEntries = defaultEntries, clock = systemClock } = options
  const isNumber = typeof maximumEntries === 'number'
  if (!(isNumber && maximumEntries >= 1 && maximumEntries <= mostEntries)) {
    throw new ConfigurationError(
      'option_invalid',
      `maximumEntries is ${printable(maximumEntries)}: write a number from 1 to ${mostEntries}`,
    )
  }
  const used = new DigestSet()

  return {
    reserve(key, expiresAt) {
      const outcome = used.add(key, expiresAt, clock() / 1000, maximumEntries)
      if (outcome !== 'full') return outcome === 'added'
      const message = `The replay store holds ${maximumEntries} live proofs, which is its limit`
      throw new Breakdown('replay_store_full', message)
    },
  }
}
