import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Framework } from './apis.js'
import type { Program } from './processes.js'

const { resolve } = createRequire(import.meta.url)

type Environment = Readonly<Record<string, string>>

/** The file that Node runs to start an app, once it is built. */
export function entryOf(app: 'authority' | `${Framework}-api`): string {
  return join(dirname(resolve(`@portcullis-apps/${app}/package.json`)), 'dist', 'main.js')
}

/** The development authority, on a free port unless told otherwise. */
export function authorityProgram(name: string, environment: Environment = {}): Program {
  return { name, entry: entryOf('authority'), environment: { PORT: '0', ...environment } }
}

/** A reference API. It takes tokens of two audiences; time is taken at its word. */
export function apiProgram(name: string, entry: string, environment: Environment): Program {
  const usual = { PORT: '0', AUDIENCE: 'api1 api2', CLOCK_TOLERANCE_SECONDS: '0' }
  return { name, entry, environment: { ...usual, ...environment } }
}
