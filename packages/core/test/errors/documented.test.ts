import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { denialCodes } from '../../src/index.js'

const top = new URL('../../../../', import.meta.url)
const page = new URL('docs/errors.md', top)

function read(url: URL): string {
  return existsSync(url) ? readFileSync(url, 'utf8') : ''
}

/** The members of a union of string literals, which exists for the compiler alone. */
function unionIn(file: string, name: string): readonly string[] {
  const source = read(new URL(`packages/core/src/errors/${file}`, top))
  const [, body = ''] = new RegExp(`type ${name} =([^\\n]*(?:\\n +\\|[^\\n]*)*)`).exec(source) ?? []
  return [...body.matchAll(/'([a-z_]+)'/g)].map(([, code = '']) => code)
}

const codes = {
  denial: Object.keys(denialCodes),
  breakdown: unionIn('breakdown.ts', 'BreakdownCode'),
  configuration: unionIn('configuration-error.ts', 'ConfigurationErrorCode'),
}

const headings = [...read(page).matchAll(/^###? `([a-z_]+)`$/gm)].map(([, code = '']) => code)

describe('docs/errors.md', () => {
  test.each(Object.entries(codes))('has a heading for every %s code', (_kind, names) => {
    expect(names.length).toBeGreaterThan(3)
    expect(names.filter((name) => !headings.includes(name))).toEqual([])
  })

  test('has a heading for no code that is gone, and none twice', () => {
    const known = Object.values(codes).flat()
    expect(headings.filter((heading) => !known.includes(heading))).toEqual([])
    expect(new Set(headings).size).toBe(headings.length)
  })
})
