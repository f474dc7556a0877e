import { ConfigurationError, deny } from '../errors/index.js'
import type { JsonValue } from '../lib/json.js'
import { printable } from '../lib/printable.js'
import type { Policy } from './policy.js'

/**
 * The token must have the claim; where values are given, equal to one of them or an array that holds
 * one. Compared exactly (RFC 8259 string equality), never by prefix.
 *
 * @throws ConfigurationError when the name is no string or empty
 */
export function claim(name: string, ...values: readonly Exclude<JsonValue, object>[]): Policy {
  if (typeof name !== 'string' || name === '') {
    throw new ConfigurationError('option_invalid', `claim() needs the name of a claim`)
  }
  const expected = values.length === 0 ? 'any value' : printable(values)
  return {
    scopes: [],
    check(token) {
      const value = Object.hasOwn(token.claims, name) ? token.claims[name] : undefined
      if (value !== undefined && (values.length === 0 || holdsOne(value, values))) return undefined
      return deny('claim_insufficient', `Its claim ${printable(name)} is not ${expected}`)
    },
  }
}

function holdsOne(value: unknown, wanted: readonly unknown[]): boolean {
  return Array.isArray(value) ? value.some((item) => wanted.includes(item)) : wanted.includes(value)
}

/**
 * The token must be meant for one of these audiences: for a route that belongs to one of several that
 * the guard accepts.
 *
 * @throws ConfigurationError when none is given
 */
export function audience(...names: readonly string[]): Policy {
  if (names.length === 0 || names.some((name) => typeof name !== 'string' || name === '')) {
    throw new ConfigurationError('option_invalid', 'audience() needs at least one audience')
  }
  return {
    scopes: [],
    check(token) {
      if (names.some((name) => token.audience.includes(name))) return undefined
      const came = printable(token.audience)
      return deny('audience_insufficient', `aud is ${came}, this needs one of ${printable(names)}`)
    },
  }
}
