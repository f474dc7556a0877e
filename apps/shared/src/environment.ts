import { EnvironmentError, refuse } from './environment-error.js'
import { type GuardSettings, guardSettings } from './guard-settings.js'
import { checkLaterVariables, type Warning } from './later.js'
import { isLoopback } from './loopback.js'
import { readPort, readText, type Variables } from './read.js'
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
  /** What is accepted and has no effect, one sentence each. */
  readonly warnings: readonly Warning[]
}

/**
 * Reads the variables that every reference integration shares. An empty variable counts as unset.
 *
 * @throws EnvironmentError with a sentence that names the variable and says what to write instead
 */
export function readEnvironment(variables: Variables): Settings {
  const warnings = checkLaterVariables(variables)
  const port = readPort(variables)
  const host = readText(variables, 'HOST') ?? '127.0.0.1'
  const tls = readTls(variables)
  const guard = guardSettings(variables)
  if (guard.publicUrl === undefined && !isLoopback(host)) {
    throw refuse(
      'PUBLIC_URL',
      `must say the URL that clients use when HOST is not a loopback address (HOST is ${JSON.stringify(host)})`,
    )
  }
  return { port, host, tls, guard, warnings }
}
