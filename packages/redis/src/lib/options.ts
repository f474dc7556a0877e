import { ConfigurationError } from '@portcullis/core'

/** Readers of single options: each returns the value in its final form or says what to write. */
export function invalid(option: string, what: string, write: string): ConfigurationError {
  return new ConfigurationError('option_invalid', `${option} is ${what}: write ${write}`)
}

export function readObject(where: string, value: unknown, known: readonly string[]): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid(where, `a value of type ${typeof value}`, `an object with ${known.join(', ')}`)
  }
  const strange = Object.keys(value).find((name) => !known.includes(name))
  if (strange === undefined) return
  const message = `${where} has no option ${JSON.stringify(strange)}: options are ${known.join(', ')}`
  throw new ConfigurationError('option_unknown', message)
}

export function readNumber(
  option: string,
  value: unknown,
  bounds: { readonly default: number; readonly from: number; readonly to: number },
): number {
  if (value === undefined) return bounds.default
  if (typeof value === 'number' && value >= bounds.from && value <= bounds.to) return value
  const what = typeof value === 'number' ? String(value) : `a value of type ${typeof value}`
  throw invalid(option, what, `a number from ${bounds.from} to ${bounds.to}`)
}

export function readFunction<T>(option: string, value: T | undefined): T | undefined {
  if (value === undefined || typeof value === 'function') return value
  throw invalid(option, `a value of type ${typeof value}`, 'a function')
}

/** Braces would decide which node of a cluster has the keys, which is for us to say. */
export function readKeyPrefix(value: unknown): string {
  if (value === undefined) return 'portcullis:'
  if (typeof value === 'string' && /^[\x21-\x7a\x7c\x7e]{1,100}$/.test(value)) return value
  const write =
    "1 to 100 characters of printable ASCII without spaces and braces, as in 'portcullis:'"
  throw invalid('keyPrefix', `a value of type ${typeof value} that will not do`, write)
}

export const timeoutBounds = { default: 500, from: 10, to: 900 }
export const pendingBounds = { default: 10_000, from: 1, to: 1_000_000 }
