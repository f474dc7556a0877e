import { Writable } from 'node:stream'
import { ConfigurationError } from '@portcullis/core'
import { invalid } from '../lib/options.js'
import type { IoredisClient, NodeRedisClient, NodeRedisCluster } from './redis-client.js'

/** The little that the stores need of a client, whichever it is. */
export interface Connection {
  readonly isCluster: boolean
  /**
   * Whether a command whose answer was lost may be sent again on the next connection: then it may meet what
   * it did itself.
   */
  readonly mayResend: boolean
  /** False while commands would wait for a connection, or fail. */
  isReady(): boolean
  /**
   * Where a client writes every command by itself: collects what it writes from now on, until the returned
   * function is called, so that a turn is written at once.
   */
  collect?(): (() => void) | undefined
  /** @param key - decides which node of a cluster gets the command */
  send(key: string, command: [name: string, ...args: string[]]): Promise<unknown>
}

/**
 * Strings come back as strings, whatever the client makes of them for others; and how long an answer may
 * take is our business, at a fraction of the price.
 */
const asStrings = { typeMapping: {}, timeout: undefined }

/** @throws ConfigurationError for what is no client of a known kind */
export function connectionOf(option: string, client: unknown): Connection {
  if (isIoredis(client)) return ofIoredis(option, client)
  if (isNodeRedisCluster(client)) return ofNodeRedisCluster(client)
  if (isNodeRedis(client)) return ofNodeRedis(client)
  throw new ConfigurationError(
    'option_invalid',
    `${option} is no client that is known here: write createClient(…) or createCluster(…) of redis 5 or later, or new Redis(…) or new Cluster(…) of ioredis; a pool keeps no order of commands, and will not do`,
  )
}

export function isIoredis(client: unknown): client is IoredisClient {
  const { call, status } = (client ?? {}) as Partial<IoredisClient>
  return typeof call === 'function' && typeof status === 'string'
}

export function isNodeRedis(client: unknown): client is NodeRedisClient {
  const { sendCommand, isReady, isPubSubActive } = (client ?? {}) as Partial<NodeRedisClient>
  return (
    [typeof sendCommand, typeof isReady, typeof isPubSubActive].join() ===
    'function,boolean,boolean'
  )
}

function isNodeRedisCluster(client: unknown): client is NodeRedisCluster {
  const { sendCommand, masters } = (client ?? {}) as Partial<NodeRedisCluster>
  return typeof sendCommand === 'function' && Array.isArray(masters)
}

function ofNodeRedis(client: NodeRedisClient): Connection {
  return {
    isCluster: false,
    mayResend: false,
    isReady: () => client.isReady,
    send: (_key, command) => client.sendCommand(command, asStrings),
  }
}

function ofNodeRedisCluster(client: NodeRedisCluster & { readonly isReady?: boolean }): Connection {
  return {
    isCluster: true,
    mayResend: false,
    isReady: () => client.isReady ?? client.isOpen,
    // Not one that only reads: with `useReplicas` a replica would answer.
    send: (key, command) => client.sendCommand(key, false, command, asStrings),
  }
}

/** What we need to know of how a client of `ioredis` was made. */
interface IoredisOptions {
  readonly autoResendUnfulfilledCommands?: boolean
  readonly scaleReads?: unknown
  readonly role?: unknown
}

function ofIoredis(option: string, client: IoredisClient): Connection {
  const { autoResendUnfulfilledCommands, scaleReads, role }: IoredisOptions = client.options
  // A replica knows later than its primary what was used, forgotten or lost.
  if (client.isCluster && scaleReads !== 'master') {
    throw invalid(option, 'a cluster client that reads from replicas', "scaleReads: 'master'")
  }
  if (role === 'slave') throw invalid(option, 'a client of a replica', "role: 'master'")
  return {
    isCluster: client.isCluster,
    mayResend: client.isCluster || autoResendUnfulfilledCommands !== false,
    // One that waits connects with its first command.
    isReady: () => client.status === 'ready' || client.status === 'wait',
    collect: () => collectIn(client.stream),
    send: (_key, command) => client.call(...command),
  }
}

function collectIn(stream: unknown): (() => void) | undefined {
  if (!(stream instanceof Writable)) return undefined
  stream.cork()
  return () => stream.uncork()
}
