import { ConfigurationError, type ConfigurationErrorCode } from '../errors/index.js'
import { isSecure } from '../issuer/index.js'
import { type Algorithm, algorithmNames, isAlgorithm } from '../lib/algorithms.js'
import { isJsonObject } from '../lib/json.js'
import { printable, printableUrl } from '../lib/printable.js'

/**
 * Reads one option: its value in its final form, or a ConfigurationError that says what to write. Options
 * are tables of these by name, so that a name, its default and its range are written once (decision 0053).
 */
export type Reader<T> = (value: unknown, option: string) => T

type Readers = Readonly<Record<string, Reader<unknown>>>

/** What the readers of a table make of its options. */
export type ValuesOf<T extends Readers> = { readonly [Name in keyof T]: ReturnType<T[Name]> }

export function refuse(message: string, code: ConfigurationErrorCode = 'option_invalid'): never {
  throw new ConfigurationError(code, message)
}

export function missing(message: string): never {
  return refuse(message, 'option_missing')
}

export function invalid(
  option: string,
  value: unknown,
  write: string,
  shown = describe(value),
): never {
  return refuse(`${option} is ${shown}: write ${write}`)
}

/** The same for an option whose value may be a secret: it is in no message. */
export function invalidSecret(option: string, value: unknown, write: string): never {
  return invalid(option, value, write, ofType(value))
}

const ofType = (value: unknown) => `a value of type ${typeof value}`

function describe(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : printable(value)
  if (value === null || value === undefined) return String(value)
  return typeof value === 'function' || typeof value === 'object'
    ? ofType(value)
    : printableUrl(value)
}

/** Reads the options of a table; any other name is refused. */
export function readTable<T extends Readers>(
  value: object,
  readers: T,
  where: string,
  prefix = `${where}.`,
): ValuesOf<T> {
  refuseUnknown(where, value, Object.keys(readers))
  const options = value as Readonly<Record<string, unknown>>
  const read = ([name, reader]: [string, Reader<unknown>]) => [
    name,
    reader(options[name], prefix + name),
  ]
  return Object.fromEntries(Object.entries(readers).map(read)) as ValuesOf<T>
}

/** An object with such options. */
export function table<T extends Readers>(
  readers: T,
  write: string,
  invalidHere = invalid,
): Reader<ValuesOf<T>> {
  return (value, option) =>
    isJsonObject(value) ? readTable(value, readers, option) : invalidHere(option, value, write)
}

/** What is not given is the fallback. */
export function optional<T, F = undefined>(read: Reader<T>, fallback?: F): Reader<T | F> {
  return (value, option) => (value === undefined ? (fallback as F) : read(value, option))
}

/** Whatever passes a check. */
export function check<T>(accepts: (value: unknown) => boolean, write: string): Reader<T> {
  return (value, option) => (accepts(value) ? (value as T) : invalid(option, value, write))
}

/** Read elsewhere, together with others. */
export const given = <T>(value: unknown): T => value as T

export function number(from: number, to: number, fallback?: number): Reader<number> {
  const read = check<number>(
    (value) => typeof value === 'number' && value >= from && value <= to,
    `a number from ${from} to ${to}`,
  )
  return (value = fallback, option) => read(value, option)
}

export const boolean: Reader<boolean> = check(
  (value) => typeof value === 'boolean',
  'true or false',
)

const isFunction = (value: unknown) => typeof value === 'function'

/** The type of the function is the promise of whoever writes options. */
export const callable = <T>(): Reader<T> => check(isFunction, 'a function')

/** Whether it is something with these methods. */
export function hasMethods(value: unknown, ...names: readonly string[]): boolean {
  const object = value as Readonly<Record<string, unknown>> | null | undefined
  return names.every((name) => isFunction(object?.[name]))
}

export const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''

/** One string or a list of them, as a list; never empty. */
export function strings(example: string): Reader<readonly string[]> {
  return (value, option) => {
    const list: readonly unknown[] = Array.isArray(value) ? value : [value]
    return list.length > 0 && list.every(isText) ? [...list] : invalid(option, value, example)
  }
}

/** An https URL, or http on loopback; without user, password and what URL parsers drop in silence. */
export const secureUrl: Reader<string> = check(
  (value) => typeof value === 'string' && URL.canParse(value) && isPlain(value, new URL(value)),
  'an https URL (http on loopback only) without user and password',
)

function isPlain(text: string, url: URL): boolean {
  return isSecure(url) && url.username === '' && url.password === '' && !/[\s\\]/.test(text)
}

/** One of a few words; the first is the default. */
export function choice<const T extends string>(
  choices: readonly [T, ...T[]],
  fallback: T = choices[0],
  also = '',
): Reader<T> {
  const read = check<T>(
    (value) => choices.some((candidate) => candidate === value),
    choices.map((name) => `'${name}'`).join(' or ') + also,
  )
  return (value = fallback, option) => read(value, option)
}

const someAlgorithms = `some of ${algorithmNames.join(', ')}`

/** Names of signature algorithms. */
export const algorithms: Reader<ReadonlySet<Algorithm>> = (value, option) => {
  const names = strings(someAlgorithms)(value, option)
  const wrong = names.find((name) => !isAlgorithm(name))
  return wrong === undefined
    ? new Set(names.filter(isAlgorithm))
    : refuse(`${option} has ${printable(wrong)}: write ${someAlgorithms}`)
}

/** Refuses names that no option has, with the one that was probably meant. */
function refuseUnknown(where: string, value: object, known: readonly string[]): void {
  for (const name of Object.keys(value)) {
    if (known.includes(name)) continue
    const meant = known.find((candidate) => isNear(candidate, name))
    const hint = meant === undefined ? `options are ${known.join(', ')}` : `did you mean ${meant}?`
    refuse(`${where} has no option ${printable(name)}: ${hint}`, 'option_unknown')
  }
}

/** Equal but for case, a plural, or one wrong, missing or extra letter. */
function isNear(a: string, b: string): boolean {
  const [left, right] = [a.toLowerCase(), b.toLowerCase()]
  if (left.startsWith(right) || right.startsWith(left)) return true
  let start = 0
  while (left[start] === right[start]) start++
  const rest = (text: string, skip: number) => text.slice(start + skip)
  return (
    rest(left, 1) === rest(right, 1) ||
    rest(left, 1) === rest(right, 0) ||
    rest(left, 0) === rest(right, 1)
  )
}
