import { refuse } from './environment-error.js'
import { readText, type Variables } from './read.js'

/** A sentence about a variable that has no effect. */
export type Warning = string

interface Choice {
  /** What does the same as leaving it out. */
  readonly now: readonly string[]
  readonly later: readonly string[]
}

/** Variables of capabilities that these applications do not set up yet, and what they may say. */
const choices: Readonly<Record<string, Choice>> = {
  DPOP: { now: ['off', 'allowed'], later: ['required'] },
  DPOP_NONCE: { now: ['off'], later: ['required'] },
  MTLS: { now: ['off'], later: ['allowed', 'required'] },
  CLIENT_CERTIFICATE: {
    now: ['tls'],
    later: ['client-cert', 'xfcc', 'nginx', 'haproxy', 'alb', 'azure', 'traefik', 'gcp'],
  },
}

const absent = ['DPOP_NONCE_SECRET', 'TRUSTED_PROXIES', 'REDIS_URL']

/** Refuses what nobody would honour, rather than let an API run less protected than it is told to. */
export function checkLaterVariables(variables: Variables): readonly Warning[] {
  for (const [name, choice] of Object.entries(choices)) checkChoice(variables, name, choice)
  for (const name of absent) {
    if (readText(variables, name) !== undefined) {
      throw refuse(name, 'is not available yet: leave it out')
    }
  }
  return [...introspectionWarnings(variables), ...dpopWarnings(variables)]
}

function checkChoice(variables: Variables, name: string, { now, later }: Choice): void {
  const value = readText(variables, name)
  if (value === undefined || now.includes(value)) return
  if (later.includes(value)) {
    throw refuse(name, `cannot be ${value} yet: set it to ${now.join(' or ')}, or leave it out`)
  }
  const all = [...now, ...later].join(', ')
  throw refuse(name, `must be one of ${all}, got ${JSON.stringify(value)}`)
}

function introspectionWarnings(variables: Variables): readonly Warning[] {
  const names = ['INTROSPECTION_CLIENT_ID', 'INTROSPECTION_CLIENT_SECRET'] as const
  const missing = names.filter((name) => readText(variables, name) === undefined)
  if (missing.length === names.length) return []
  if (missing[0] !== undefined)
    throw refuse(missing[0], 'is missing beside its counterpart: set both')
  return [`${names.join(' and ')} have no effect yet: reference tokens are refused`]
}

function dpopWarnings(variables: Variables): readonly Warning[] {
  if (readText(variables, 'DPOP') !== 'allowed') return []
  return ['DPOP has no effect yet: tokens that are bound to a key are refused']
}
