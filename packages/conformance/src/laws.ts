import { deepEqual, equal, ok } from 'node:assert/strict'
import { valuesOf, type WireAnswer } from './wire/exchange.js'

/** What holds for every answer of every scenario. */
export interface Law {
  readonly name: string
  readonly proves: readonly string[]
  /** Throws where an answer breaks it; whether the answer had anything to do with it. */
  holdsFor(answer: WireAnswer): boolean
}

type Parameter = readonly [name: string, value: string]

const token = "[!#$%&'*+\\-.^_`|~0-9A-Za-z]+"
const challengePattern = new RegExp(`^(${token}) (.+)$`)
// RFC 9110 §5.6.4, without quoted pairs: nothing that we send needs them.
const parameterPattern = new RegExp(
  `(${token})=("[\\t \\x21\\x23-\\x5b\\x5d-\\x7e]*")(?:, |$)`,
  'y',
)

/** The challenges of an answer, one per line, by the letter of the grammar. */
function challengesIn(answer: WireAnswer): readonly (readonly Parameter[])[] {
  return valuesOf(answer, 'www-authenticate').map((line) => {
    const [, scheme, rest = ''] = challengePattern.exec(line) ?? []
    ok(scheme === 'Bearer' || scheme === 'DPoP', `No scheme of ours: ${line}`)
    return parametersIn(rest)
  })
}

function parametersIn(text: string): readonly Parameter[] {
  ok(text.endsWith('"'), `Something stands after the last parameter: ${text}`)
  const found: Parameter[] = []
  parameterPattern.lastIndex = 0
  while (parameterPattern.lastIndex < text.length) {
    const match = parameterPattern.exec(text)
    if (match === null) throw new Error(`Not a list of quoted parameters: ${text}`)
    found.push([match[1] ?? '', match[2] ?? ''])
  }
  return found
}

function ofChallenges(check: (parameters: readonly Parameter[]) => boolean): Law['holdsFor'] {
  return (answer) => challengesIn(answer).map(check).includes(true)
}

/** A value of a parameter by name fits a pattern (the quotes are not part of it). */
function fits(names: readonly string[], pattern: RegExp): Law['holdsFor'] {
  return ofChallenges((parameters) => {
    const values = parameters.filter(([name]) => names.includes(name))
    for (const [name, value] of values) {
      ok(pattern.test(value.slice(1, -1)), `${name} is ${value}`)
    }
    return values.length > 0
  })
}

const scopeToken = '[\\x21\\x23-\\x5b\\x5d-\\x7e]+'

export const laws: readonly Law[] = [
  {
    name: 'a parameter has its name once in a challenge',
    proves: ['R6', 'R17'],
    holdsFor: ofChallenges((parameters) => {
      const names = parameters.map(([name]) => name.toLowerCase())
      deepEqual([...new Set(names)], names)
      return names.length > 1
    }),
  },
  {
    name: 'a realm is a quoted string',
    proves: ['R7'],
    holdsFor: fits(['realm'], /^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/),
  },
  {
    name: 'scope is scope tokens with one space between them',
    proves: ['R18'],
    holdsFor: fits(['scope'], new RegExp(`^${scopeToken}(?: ${scopeToken})*$`)),
  },
  {
    name: 'error is one of the words that are registered',
    proves: ['R19'],
    holdsFor: fits(
      ['error'],
      /^(?:invalid_request|invalid_token|insufficient_scope|insufficient_user_authentication|invalid_dpop_proof|use_dpop_nonce)$/,
    ),
  },
  {
    name: 'error_description is a sentence in plain ASCII',
    proves: ['R19', 'A36'],
    holdsFor: fits(['error_description'], /^[A-Z][A-Za-z ,]{10,120}$/),
  },
  {
    name: 'URLs hold characters of URLs',
    proves: ['R20', 'A36'],
    holdsFor: fits(['error_uri', 'resource_metadata'], /^[\x21\x23-\x5b\x5d-\x7e]+$/),
  },
  {
    name: 'a refusal is not cacheable, and what a token let through is not made public',
    proves: ['R11'],
    holdsFor: (answer) => {
      const cache = valuesOf(answer, 'cache-control')
      const isRefused = valuesOf(answer, 'www-authenticate').length > 0 || answer.status === 503
      if (isRefused) deepEqual(cache, ['no-store'])
      const isOfToken = answer.status === 200 && answer.body.includes('"subject"')
      if (isOfToken) equal(/public|max-age/.test(cache.join()), false, cache.join())
      return isRefused
    },
  },
]
