import type { IntrospectionOptions } from '@portcullis/core'
import { refuse } from './environment-error.js'
import { readChoice, readText, type Variables } from './read.js'

const names = ['INTROSPECTION_CLIENT_ID', 'INTROSPECTION_CLIENT_SECRET'] as const

/** Who this API is at its issuers; nothing where reference tokens are not taken. */
export function introspectionSettings(variables: Variables): {
  readonly introspection?: IntrospectionOptions
} {
  const [clientId, clientSecret] = names.map((name) => readText(variables, name))
  if (clientId === undefined && clientSecret === undefined) return {}
  if (clientId === undefined) throw refuse(names[0], `is missing beside ${names[1]}: set both`)
  if (clientSecret === undefined) throw refuse(names[1], `is missing beside ${names[0]}: set both`)
  const response = readChoice(variables, 'INTROSPECTION_RESPONSE', ['json', 'jwt'])
  return {
    introspection: { clientId, clientSecret, ...(response === 'jwt' ? { response } : {}) },
  }
}
