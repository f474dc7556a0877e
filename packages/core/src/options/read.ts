import { ConfigurationError } from '../errors/index.js'
import { isSecure } from '../issuer/index.js'
import { type Algorithm, algorithmNames, isAlgorithm } from '../lib/algorithms.js'
import { printable, printableUrl } from '../lib/printable.js'

/** Readers of single options: each returns the value in its final form or says what to write. */
export function invalid(option: string, value: unknown, write: string): ConfigurationError {
  return new ConfigurationError('option_invalid', `${option} is ${describe(value)}: write ${write}`)
}

/** The same for an option whose value may be a secret: it is in no message. */
export function invalidSecret(option: string, value: unknown, write: string): ConfigurationError {
  const message = `${option} is a value of type ${typeof value}: write ${write}`
  return new ConfigurationError('option_invalid', message)
}

function describe(value: unknown): string {
  return typeof value === 'function' || typeof value === 'object' || value === undefined
    ? describeType(value)
    : printableUrl(value)
}

function describeType(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : printable(value)
  if (value === null || value === undefined) return String(value)
  return `a value of type ${typeof value}`
}

export function readNumber(
  option: string,
  value: unknown,
  bounds: { readonly default: number; readonly from: number; readonly to: number },
): number {
  if (value === undefined) return bounds.default
  if (typeof value === 'number' && value >= bounds.from && value <= bounds.to) return value
  throw invalid(option, value, `a number from ${bounds.from} to ${bounds.to}`)
}

export function readBoolean(option: string, value: unknown): boolean {
  if (value === undefined || typeof value === 'boolean') return value ?? false
  throw invalid(option, value, 'true or false')
}

export function readFunction<T>(option: string, value: T | undefined): T | undefined {
  if (value === undefined || typeof value === 'function') return value
  throw invalid(option, value, 'a function')
}

/** One string or a list of them, as a list; never empty. */
export function readStrings(option: string, value: unknown, example: string): readonly string[] {
  const list = Array.isArray(value) ? value : [value]
  const good = list.length > 0 && list.every((item) => typeof item === 'string' && item !== '')
  if (good) return [...list]
  throw invalid(option, value, example)
}

/** An https URL, or http on loopback; without user, password and what URL parsers drop in silence. */
export function readSecureUrl(option: string, value: unknown): string {
  if (typeof value === 'string' && URL.canParse(value) && isPlain(value, new URL(value))) {
    return value
  }
  throw invalid(option, value, 'an https URL (http on loopback only) without user and password')
}

function isPlain(text: string, url: URL): boolean {
  return isSecure(url) && url.username === '' && url.password === '' && !/[\s\\]/.test(text)
}

/** One of a few words; the first is the default. */
export function readChoice<T extends string>(
  option: string,
  value: unknown,
  choices: readonly [T, ...T[]],
): T {
  if (value === undefined) return choices[0]
  const choice = choices.find((candidate) => candidate === value)
  if (choice !== undefined) return choice
  throw invalid(option, value, choices.map((name) => `'${name}'`).join(' or '))
}

/** Names of signature algorithms; nothing when none are given. */
export function readAlgorithms(option: string, value: unknown): ReadonlySet<Algorithm> | undefined {
  if (value === undefined) return undefined
  const names = readStrings(option, value, `some of ${algorithmNames.join(', ')}`)
  const wrong = names.find((name) => !isAlgorithm(name))
  if (wrong === undefined) return new Set(names.filter(isAlgorithm))
  throw new ConfigurationError(
    'option_invalid',
    `${option} has ${printable(wrong)}: write some of ${algorithmNames.join(', ')}`,
  )
}

/** Refuses names that no option has, with the one that was probably meant. */
export function refuseUnknown(where: string, value: object, known: readonly string[]): void {
  for (const name of Object.keys(value)) {
    if (known.includes(name)) continue
    const meant = known.find((candidate) => isNear(candidate, name))
    const hint = meant === undefined ? `options are ${known.join(', ')}` : `did you mean ${meant}?`
    throw new ConfigurationError(
      'option_unknown',
      `${where} has no option ${printable(name)}: ${hint}`,
    )
  }
}

/** Equal but for case, a plural, or one wrong, missing or extra letter. */
function isNear(a: string, b: string): boolean {
  const [left, right] = [a.toLowerCase(), b.toLowerCase()]
  if (left === right || left.startsWith(right) || right.startsWith(left)) return true
  let start = 0
  while (start < left.length && left[start] === right[start]) start++
  const rest = (text: string, skip: number) => text.slice(start + skip)
  return (
    rest(left, 1) === rest(right, 1) ||
    rest(left, 1) === rest(right, 0) ||
    rest(left, 0) === rest(right, 1)
  )
}
