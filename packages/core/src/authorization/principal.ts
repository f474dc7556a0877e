import { ConfigurationError, deny } from '../errors/index.js'
import { printable } from '../lib/printable.js'
import type { Policy } from './policy.js'

/**
 * Who acts must be a user, or must be the client itself. A token that does not tell is neither
 * (RFC 9700 §4.15).
 *
 * @throws ConfigurationError when it is neither `'user'` nor `'client'`
 */
export function principal(kind: 'user' | 'client'): Policy {
  if (kind !== 'user' && kind !== 'client') {
    throw new ConfigurationError(
      'option_invalid',
      `principal() is asked for ${printable(kind)}: write principal('user') or principal('client')`,
    )
  }
  return {
    scopes: [],
    check: (token) =>
      token.principal === kind
        ? undefined
        : deny('principal_insufficient', `Its principal is ${token.principal}, not ${kind}`),
  }
}
