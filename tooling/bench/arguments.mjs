import { parseArgs } from 'node:util'

/**
 * @typedef {object} Wishes
 * @property {boolean} quick
 * @property {string | undefined} json Where the result is written.
 * @property {string | undefined} docs A result from before, to write `docs/performance.md` from.
 * @property {readonly string[]} only Words: a row is measured when one is in its name. None: all.
 */

export const usage = `pnpm bench [--quick] [--json FILE] [WORD …]   measures, and prints what it found
pnpm bench --docs FILE                        writes docs/performance.md from such a result

  --quick      fewer rounds, warm for less long, smaller growth, profiles in one process only: little more
               than a minute
  WORD         measures only groups of rows with the word in their name: dpop, "http koa", growth,
               start, profiles, sizes`

/**
 * @param {readonly string[]} args
 * @returns {Wishes}
 */
export function readArguments(args) {
  const { values, positionals } = parseArgs({
    args: args.filter((word) => word !== '--'),
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      json: { type: 'string' },
      docs: { type: 'string' },
    },
  })
  const { quick, json, docs } = values
  return { quick, json, docs, only: positionals.map((word) => word.toLowerCase()) }
}
