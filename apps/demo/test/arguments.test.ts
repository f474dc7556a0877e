import { describe, expect, test } from 'vitest'
import { parseArguments, UsageError, usage } from '../src/arguments.js'

describe('the command line', () => {
  test.each([
    [[], { keep: false, help: false }],
    [['--keep'], { keep: true, help: false }],
    [['--help'], { keep: false, help: true }],
    [['-h'], { keep: false, help: true }],
    // As `pnpm demo -- --keep` hands it over.
    [['--', '--keep'], { keep: true, help: false }],
  ])('%j is understood', (words, parsed) => {
    expect(parseArguments(words)).toEqual(parsed)
  })

  test.each([
    [['--kep'], /--kep/],
    [['keep'], /keep/],
    [['--keep=yes'], /--keep/],
    [['--keep', '--verbose'], /--verbose/],
    [['--keep', '--', '--help'], /--help/],
  ])('%j is refused, and the message says what of it', (words, message) => {
    expect(() => parseArguments(words)).toThrow(UsageError)
    expect(() => parseArguments(words)).toThrow(message)
  })

  test('the usage names every option', () => {
    for (const option of ['--keep', '--help']) expect(usage).toContain(option)
  })
})
