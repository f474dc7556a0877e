import { EnvironmentError, refuse } from './environment-error.js'
import { type GuardSettings, guardSettings } from './guard-settings.js'
import { isLoopback } from './loopback.js'
import { readPort, readText, type Variables } from './read.js'
import { type RedisSettings, redisSettings } from './redis-settings.js'
import { readTls, type TlsFiles } from './tls-files.js'

export { EnvironmentError, type Variables }

/** What the environment says, checked. */
export interface Settings {
  /** TCP port; 0 picks a free one. */
  readonly port: number
  /** Address to listen on. */
  readonly host: string
  /** Serve https with these; http without. */
  readonly tls: TlsFiles | undefined
  readonly guard: GuardSettings
  /** What nodes share replays and introspection answers through; nothing where there is one node. */
  readonly redis: RedisSettings | undefined
  /** What is accepted and cannot do what it says, one sentence each. */
  readonly warnings: readonly string[]
}

/**
 * Reads the variables that every reference integration shares. An empty variable counts as unset.
 *
 * @throws EnvironmentError with a sentence that names the variable and says what to write instead
 */
export function readEnvironment(variables: Variables): Settings {
  const port = readPort(variables)
  const host = readText(variables, 'HOST') ?? '127.0.0.1'
  const tls = readTls(variables)
  const guard = guardSettings(variables)
  const redis = redisSettings(variables)
  if (guard.publicUrl === undefined && !isLoopback(host)) {
    throw refuse(
      'PUBLIC_URL',
      `must say the URL that clients use when HOST is not a loopback address (HOST is ${JSON.stringify(host)})`,
    )
  }
  return { port, host, tls, guard, redis, warnings: warningsOf(guard, tls) }
}

function warningsOf({ mtls }: GuardSettings, tls: TlsFiles | undefined): readonly string[] {
  const fromSocket =
    typeof mtls === 'object' && mtls.mode !== 'off' && mtls.certificateFrom === 'tls'
  if (!fromSocket || tls !== undefined) return []
  return ['MTLS takes certificates from TLS, and without TLS_CERT and TLS_KEY there is none']
}
