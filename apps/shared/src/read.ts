import { refuse } from './environment-error.js'

export type Variables = Readonly<Record<string, string | undefined>>

/** The value of a variable; nothing when it is unset or empty. */
export function readText(variables: Variables, name: string): string | undefined {
  const value = variables[name]?.trim()
  return value === '' ? undefined : value
}

/** One or more values, separated by spaces. */
export function readList(variables: Variables, name: string, example: string): readonly string[] {
  const text = readText(variables, name)
  if (text !== undefined) return text.split(/\s+/)
  throw refuse(name, `is missing: set it to ${example}`)
}

export function readPort(variables: Variables): number {
  const text = readText(variables, 'PORT') ?? '0'
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (port <= 65_535) return port
  throw refuse('PORT', `must be a whole number from 0 to 65535, got ${JSON.stringify(text)}`)
}

/** A number without a sign; what range it may be in is for others to say. */
export function readNumber(variables: Variables, name: string): number | undefined {
  const text = readText(variables, name)
  if (text === undefined) return undefined
  if (/^\d{1,9}(?:\.\d{1,9})?$/.test(text)) return Number(text)
  throw refuse(name, `must be a number, got ${JSON.stringify(text)}`)
}

/** One of a few words; the first when the variable is unset. */
export function readChoice<T extends string>(
  variables: Variables,
  name: string,
  choices: readonly [T, ...T[]],
): T {
  const text = readText(variables, name) ?? choices[0]
  const choice = choices.find((candidate) => candidate === text)
  if (choice !== undefined) return choice
  const all = [...new Set<string>(choices)].sort().join(', ')
  throw refuse(name, `must be one of ${all}, got ${JSON.stringify(text)}`)
}
