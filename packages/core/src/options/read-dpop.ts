import { ConfigurationError } from '../errors/index.js'
import { type Algorithm, algorithmNames } from '../lib/algorithms.js'
import type { Clock } from '../lib/clock.js'
import { isJsonObject } from '../lib/json.js'
import { isClusterWorker } from '../lib/process.js'
import { memoryReplayStore, type ReplayStore } from '../store/index.js'
import {
  invalid,
  invalidSecret,
  readAlgorithms,
  readChoice,
  readNumber,
  refuseUnknown,
} from './read.js'
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

const modes = ['allowed', 'required', 'off'] as const

const known = [
  'mode',
  'algorithms',
  'proofMaxAgeSeconds',
  'proofMaxFutureSeconds',
  'maximumProofLength',
  'maximumJtiLength',
  'nonce',
] as const satisfies readonly (keyof DPoPOptions)[]

/** Reads `dpop` and what goes with it; nothing where DPoP is off. */
export function readDPoP(
  { dpop, replayStore }: Pick<ResourceServerOptions, 'dpop' | 'replayStore'>,
  clock: Clock,
): DPoPSettings | undefined {
  const options = readShape(dpop)
  const mode = readChoice(typeof dpop === 'object' ? 'dpop.mode' : 'dpop', options.mode, modes)
  if (mode === 'off') return undefined
  return {
    required: mode === 'required',
    algorithms: readAlgorithms('dpop.algorithms', options.algorithms) ?? new Set(algorithmNames),
    ...readLimits(options),
    nonce: options.nonce === undefined ? undefined : readNonce(options.nonce),
    replayStore: readReplayStore(replayStore, clock),
  }
}

function readShape(dpop: ResourceServerOptions['dpop']): DPoPOptions {
  if (dpop === undefined || typeof dpop === 'string')
    return dpop === undefined ? {} : { mode: dpop }
  if (!isJsonObject(dpop)) throw invalid('dpop', dpop, "'off', 'allowed', 'required' or an object")
  refuseUnknown('dpop', dpop, known)
  return dpop
}

function readLimits(options: DPoPOptions) {
  const read = (
    name:
      | 'proofMaxAgeSeconds'
      | 'proofMaxFutureSeconds'
      | 'maximumProofLength'
      | 'maximumJtiLength',
    bounds: Parameters<typeof readNumber>[2],
  ) => readNumber(`dpop.${name}`, options[name], bounds)
  return {
    proofMaxAgeSeconds: read('proofMaxAgeSeconds', { default: 60, from: 1, to: 3600 }),
    proofMaxFutureSeconds: read('proofMaxFutureSeconds', { default: 10, from: 0, to: 300 }),
    maximumProofLength: read('maximumProofLength', { default: 8192, from: 256, to: 65_536 }),
    maximumJtiLength: read('maximumJtiLength', { default: 256, from: 16, to: 4096 }),
  }
}

function readNonce(options: DPoPNonceOptions): NonceSettings {
  if (!isJsonObject(options)) throw invalidSecret('dpop.nonce', options, 'an object with secrets')
  refuseUnknown('dpop.nonce', options, ['mode', 'secrets', 'lifetimeSeconds'])
  return {
    mode: readChoice('dpop.nonce.mode', options.mode, ['required', 'optional'] as const),
    secrets: readSecrets(options.secrets),
    lifetimeSeconds: readNumber('dpop.nonce.lifetimeSeconds', options.lifetimeSeconds, {
      default: 300,
      from: 10,
      to: 3600,
    }),
  }
}

/** The value of a secret is in no message. */
function readSecrets(secrets: unknown): readonly Uint8Array[] {
  const list: readonly unknown[] = Array.isArray(secrets) ? secrets : []
  const bytes = list.map(secretBytes)
  if (bytes.length > 0 && bytes.every((secret) => secret.length >= 32)) return bytes
  throw new ConfigurationError(
    'option_invalid',
    'dpop.nonce.secrets is not a list of secrets: write at least one of 32 bytes or more, random, and the same on every node',
  )
}

/** A copy: who gave the bytes may wipe them. */
function secretBytes(secret: unknown): Uint8Array {
  if (typeof secret === 'string') return new TextEncoder().encode(secret)
  return secret instanceof Uint8Array ? Uint8Array.from(secret) : new Uint8Array()
}

function readReplayStore(store: ReplayStore | undefined, clock: Clock): ReplayStore {
  if (store !== undefined) {
    if (typeof store?.reserve === 'function') return store
    throw invalid('replayStore', store, 'an object with reserve(key, expiresAt, acceptableSince)')
  }
  if (!isClusterWorker()) return memoryReplayStore({ clock })
  throw new ConfigurationError(
    'option_missing',
    "replayStore is missing: in a cluster worker a proof could be used once in each process; write a shared store, or replayStore: memoryReplayStore() to accept that, or dpop: 'off'",
  )
}
