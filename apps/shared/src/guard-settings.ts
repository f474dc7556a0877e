import {
  ConfigurationError,
  createResourceServer,
  type ResourceServerOptions,
} from '@portcullis/core'
import { refuse } from './environment-error.js'
import { readList, readNumber, readText, type Variables } from './read.js'

/** The part of a guard's options that the environment decides. */
export interface GuardSettings {
  readonly issuers: readonly string[]
  readonly audience: readonly string[]
  readonly publicUrl?: string
  readonly clockToleranceSeconds?: number
  /** Until these applications set it up: a token that is bound to a key is refused. */
  readonly dpop: 'off'
}

/**
 * Reads what the guard is made of, one variable after the other. What may stand in them is the guard's
 * own affair: it is asked after each, so that a refusal can name the variable behind it.
 */
export function guardSettings(variables: Variables): GuardSettings {
  const issuers = readList(
    variables,
    'ISSUER',
    'the issuer identifier, as in https://id.example.com',
  )
  check('ISSUER', { issuers, audience: null, dpop: 'off' })
  const audience = readList(variables, 'AUDIENCE', 'the name of this API at its issuer, as in api1')
  const base = { issuers, audience, dpop: 'off' } as const
  check('AUDIENCE', base)
  return { ...base, ...publicUrl(variables, base), ...clockTolerance(variables, base) }
}

function publicUrl(variables: Variables, base: ResourceServerOptions) {
  const publicUrl = readText(variables, 'PUBLIC_URL')
  if (publicUrl === undefined) return {}
  check('PUBLIC_URL', { ...base, publicUrl })
  return { publicUrl }
}

function clockTolerance(variables: Variables, base: ResourceServerOptions) {
  const clockToleranceSeconds = readNumber(variables, 'CLOCK_TOLERANCE_SECONDS')
  if (clockToleranceSeconds === undefined) return {}
  check('CLOCK_TOLERANCE_SECONDS', { ...base, clockToleranceSeconds })
  return { clockToleranceSeconds }
}

function check(variable: string, options: ResourceServerOptions): void {
  try {
    createResourceServer(options)
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
    throw refuse(variable, `cannot be used: ${error.message}`, error)
  }
}
