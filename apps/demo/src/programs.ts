import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Program } from './processes.js'

const { resolve } = createRequire(import.meta.url)

/** The file that Node runs to start an app, once it is built. */
export function entryOf(app: 'authority' | 'express-api'): string {
  return join(dirname(resolve(`@portcullis-apps/${app}/package.json`)), 'dist', 'main.js')
}

/** The development authority, on a free port or a given one. */
export function authorityProgram(name: string, port = 0): Program {
  return { name, entry: entryOf('authority'), environment: { PORT: String(port) } }
}

/** A reference API. It takes tokens of two audiences; time is taken at its word. */
export function apiProgram(name: string, entry: string, issuer: string): Program {
  return {
    name,
    entry,
    environment: {
      PORT: '0',
      ISSUER: issuer,
      AUDIENCE: 'api1 api2',
      CLOCK_TOLERANCE_SECONDS: '0',
    },
  }
}
