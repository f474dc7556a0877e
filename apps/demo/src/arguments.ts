import { parseArgs } from 'node:util'

export interface Arguments {
  /** Leave everything running afterwards, with curl lines to try. Default false. */
  readonly keep: boolean
  readonly help: boolean
}

/** A command line that makes no sense; the message says which part. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

export const usage = `Usage: pnpm demo [--keep]

Starts an authority and an API on free ports of this machine, fetches real tokens, sends them (and
worse things) to the API, and prints what was sent, what is expected and what came.

  --keep   leave everything running afterwards and print curl lines; Ctrl-C ends it
  --help   print this

Exit code: 0 when every row is as expected, 1 when one is not or something did not start, 2 for a
command line that makes no sense. NO_COLOR and FORCE_COLOR are honoured.
`

/** @throws UsageError for anything that is not in the usage */
export function parseArguments(words: readonly string[]): Arguments {
  // pnpm hands over the `--` of `pnpm demo -- --keep`.
  const args = words.filter((word, index) => index > 0 || word !== '--')
  try {
    const options = { keep: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } as const
    const { values } = parseArgs({ args, options, strict: true, allowPositionals: false })
    return { keep: values.keep ?? false, help: values.help ?? false }
  } catch (error) {
    throw new UsageError(error instanceof Error ? firstSentence(error.message) : String(error))
  }
}

/** Without the advice on positional arguments: there are none. */
function firstSentence(text: string): string {
  return text.split('. ', 1)[0] ?? text
}
