/** What of a stream decides how to write to it. */
export interface Output {
  readonly isTTY?: boolean
  /** Width in characters, of a terminal. */
  readonly columns?: number
  write(text: string): unknown
}

/** Dresses text up, or returns it as it is. */
export interface Style {
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
  readonly good: (text: string) => string
  readonly bad: (text: string) => string
}

type Variables = Readonly<Record<string, string | undefined>>

/** FORCE_COLOR decides where it is set, then NO_COLOR (no-color.org), then whether it is a terminal. */
export function wantsColour(output: Pick<Output, 'isTTY'>, variables: Variables): boolean {
  const { FORCE_COLOR: force, NO_COLOR: no, TERM: terminal } = variables
  if (force !== undefined) return force !== '0' && force !== 'false'
  if (no !== undefined && no !== '') return false
  return output.isTTY === true && terminal !== 'dumb'
}

export function createStyle(coloured: boolean): Style {
  const dress = (on: number, off: number) => (text: string) =>
    coloured && text !== '' ? `\x1b[${on}m${text}\x1b[${off}m` : text
  return { bold: dress(1, 22), dim: dress(2, 22), good: dress(32, 39), bad: dress(31, 39) }
}
