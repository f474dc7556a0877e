const maximumLength = 120

/**
 * Makes untrusted text fit for a log line: printable ASCII in quotes, everything else escaped, and
 * cut after 120 characters. Values that are no strings are named by their type.
 */
export function printable(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (value === null) return 'null'
  if (Array.isArray(value)) return printableList(value)
  if (typeof value !== 'string') return value === undefined ? 'nothing' : `a JSON ${typeof value}`
  const cut = value.length > maximumLength ? `${value.slice(0, maximumLength)}…` : value
  return `"${cut.replace(/[^\x20-\x21\x23-\x5b\x5d-\x7e…]/g, escapeCharacter)}"`
}

function printableList(values: readonly unknown[]): string {
  const shown = values.slice(0, 5).map((value) => (Array.isArray(value) ? '[…]' : printable(value)))
  return `[${shown.join(', ')}${values.length > 5 ? ', …' : ''}]`
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/** A URL that somebody configured, fit to be shown: without user and password, good URL or not. */
export function printableUrl(value: unknown): string {
  if (typeof value !== 'string') return printable(value)
  return printable(value.replace(/^([a-z][a-z0-9+.-]*:[/\\]*)?.*@/is, '$1…@'))
}
