import { ConfigurationError, deny } from '../errors/index.js'
import { printable } from '../lib/printable.js'
import { isWord } from '../lib/word.js'
import type { Policy } from './policy.js'

/**
 * The token must have all of these scopes, or broader ones (`scopeHierarchy`).
 *
 * @throws ConfigurationError when none is given or one is no scope token (RFC 6749 §3.3)
 */
export function scopes(...names: readonly string[]): Policy {
  checkNames('scopes', names)
  return {
    scopes: names,
    check(token) {
      const missing = names.filter((name) => !token.effectiveScopes.has(name))
      if (missing.length === 0) return undefined
      return deny('scope_insufficient', `It lacks ${printable(missing)}`, { scope: names })
    },
  }
}

/**
 * The token must have one of these scopes, or a broader one (`scopeHierarchy`). The challenge names the first: write the narrowest first.
 *
 * @throws ConfigurationError when none is given or one is no scope token (RFC 6749 §3.3)
 */
export function anyScope(...names: readonly string[]): Policy {
  checkNames('anyScope', names)
  const suggested = names.slice(0, 1)
  return {
    scopes: suggested,
    check(token) {
      if (names.some((name) => token.effectiveScopes.has(name))) return undefined
      return deny('scope_insufficient', `It has none of ${printable(names)}`, { scope: suggested })
    },
  }
}

function checkNames(policy: string, names: readonly string[]): void {
  if (names.length === 0) {
    throw new ConfigurationError('option_missing', `${policy}() names no scope: write at least one`)
  }
  const wrong = names.findIndex((name) => !isWord(name))
  if (wrong === -1) return
  throw new ConfigurationError(
    'option_invalid',
    `${policy}() names ${printable(names[wrong])}: write each scope as its own string, without spaces or quotes`,
  )
}
