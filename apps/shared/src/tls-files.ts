import { readFileSync } from 'node:fs'
import { createSecureContext } from 'node:tls'
import { refuse } from './environment-error.js'
import { readText, type Variables } from './read.js'

/** PEM texts. */
export interface TlsFiles {
  readonly cert: string
  readonly key: string
}

/** Reads the files that `TLS_CERT` and `TLS_KEY` name, and tries whether they belong together. */
export function readTls(variables: Variables): TlsFiles | undefined {
  const cert = readFile(variables, 'TLS_CERT')
  const key = readFile(variables, 'TLS_KEY')
  if (cert === undefined && key === undefined) return undefined
  if (cert === undefined) throw refuse('TLS_CERT', 'is missing beside TLS_KEY: set both')
  if (key === undefined) throw refuse('TLS_KEY', 'is missing beside TLS_CERT: set both')
  try {
    createSecureContext({ cert, key })
  } catch (error) {
    const sentence = `must name PEM files of one certificate and its key without a passphrase (${codeOf(error)})`
    throw refuse('TLS_CERT and TLS_KEY', sentence, error)
  }
  return { cert, key }
}

function readFile(variables: Variables, name: string): string | undefined {
  const path = readText(variables, name)
  if (path === undefined) return undefined
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw refuse(
      name,
      `must name a PEM file, ${JSON.stringify(path)} gives ${codeOf(error)}`,
      error,
    )
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'an unknown fault'
}
