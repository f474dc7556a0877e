import type { Algorithm } from '../lib/algorithms.js'
import type { Clock } from '../lib/clock.js'
import { isClusterWorker } from '../lib/process.js'
import { memoryReplayStore, type ReplayStore } from '../store/index.js'
import {
  algorithms,
  check,
  choice,
  hasMethods,
  invalidSecret,
  missing,
  number,
  optional,
  refuse,
  table,
} from './read.js'
import { withMode } from './read-mode.js'
import { usualAlgorithms } from './read-profile.js'
import type {
  DPoPNonceOptions,
  DPoPOptions,
  ResourceServerOptions,
} from './resource-server-options.js'

/** How proofs are judged, with everything decided. */
export interface DPoPSettings {
  readonly required: boolean
  readonly algorithms: ReadonlySet<Algorithm>
  readonly proofMaxAgeSeconds: number
  readonly proofMaxFutureSeconds: number
  readonly maximumProofLength: number
  readonly maximumJtiLength: number
  readonly nonce: NonceSettings | undefined
  readonly replayStore: ReplayStore
}

export interface NonceSettings {
  readonly mode: 'required' | 'optional'
  readonly secrets: readonly Uint8Array[]
  readonly lifetimeSeconds: number
}

const nonce = {
  mode: choice(['required', 'optional']),
  secrets: readSecrets,
  lifetimeSeconds: number(10, 3600, 300),
} satisfies Record<keyof DPoPNonceOptions, unknown>

const dpop = withMode(['allowed', 'required', 'off'], {
  algorithms: optional(algorithms),
  proofMaxAgeSeconds: number(1, 3600, 60),
  proofMaxFutureSeconds: number(0, 300, 10),
  maximumProofLength: number(256, 65_536, 8192),
  maximumJtiLength: number(16, 4096, 256),
  nonce: optional(table(nonce, 'an object with secrets', invalidSecret)),
} satisfies Record<Exclude<keyof DPoPOptions, 'mode'>, unknown>)

const replayStore = optional(
  check<ReplayStore>(
    (store) => hasMethods(store, 'reserve'),
    'an object with reserve(key, expiresAt, acceptableSince)',
  ),
)

/** Reads `dpop` and what goes with it; nothing where DPoP is off. */
export function readDPoP(
  options: Pick<ResourceServerOptions, 'dpop' | 'replayStore' | 'profile'>,
  clock: Clock,
): DPoPSettings | undefined {
  const { mode, ...settings } = dpop(options.dpop, 'dpop')
  if (mode === 'off') return undefined
  return {
    ...settings,
    required: mode === 'required',
    algorithms: settings.algorithms ?? usualAlgorithms(options.profile),
    replayStore: replayStore(options.replayStore, 'replayStore') ?? ownStore(clock),
  }
}

function ownStore(clock: Clock): ReplayStore {
  return isClusterWorker()
    ? missing(
        "replayStore is missing: in a cluster worker a proof could be used once in each process; write a shared store, or replayStore: memoryReplayStore() to accept that, or dpop: 'off'",
      )
    : memoryReplayStore({ clock })
}

/** The value of a secret is in no message. */
function readSecrets(secrets: unknown, option: string): readonly Uint8Array[] {
  const list: readonly unknown[] = Array.isArray(secrets) ? secrets : []
  const bytes = list.map(secretBytes)
  return bytes.length > 0 && bytes.every((secret) => secret.length >= 32)
    ? bytes
    : refuse(
        `${option} is not a list of secrets: write at least one of 32 bytes or more, random, and the same on every node`,
      )
}

/** A copy: who gave the bytes may wipe them. */
function secretBytes(secret: unknown): Uint8Array {
  if (typeof secret === 'string') return new TextEncoder().encode(secret)
  return secret instanceof Uint8Array ? Uint8Array.from(secret) : new Uint8Array()
}
