import { describe, expect, test } from 'vitest'
import { readArguments } from '../arguments.mjs'
import { documentOf } from '../report/document.mjs'
import { judge } from '../report/goals.mjs'
import { pictures } from '../report/pictures.mjs'
import { svgOf } from '../report/svg.mjs'

/** @import { Result, ResultRow } from '../report/result.mjs' */

/**
 * @param {string} name
 * @param {string} subject
 * @param {number} ratio
 * @param {Partial<ResultRow>} [parts]
 * @returns {ResultRow}
 */
function row(name, subject, ratio, parts = {}) {
  const numbers = { opsPerSecond: 1e6 / ratio, cpuMicrosPerOp: ratio * 100 }
  return { name, subject, ratio, against: 'raw verify: ES256', spread: 0.1, ...numbers, ...parts }
}

/** @type {Result} */
const result = {
  environment: {
    date: '2030-01-01',
    node: 'v20',
    openssl: '3',
    system: 'Linux',
    processor: 'One',
    cores: 2,
    memoryGigabytes: 8,
    load: 1,
    quick: true,
  },
  rows: [
    row('raw verify', 'ES256', 1),
    row('DPoP request', 'portcullis', 1.2, { concurrency: 1 }),
    row('DPoP request', 'oauth4webapi', 4.9, { concurrency: 1 }),
    row('repeated JWT', 'portcullis', 1 / 30),
    row('http koa bearer', 'portcullis', 1.1, { addedCpuMicros: 5.5 }),
    row('http hono bearer', 'portcullis', 1.1, { addedCpuMicros: 10.5 }),
  ],
  profiles: [
    { name: 'DPoP request', parts: [{ part: 'core dpop', microsPerOp: 4.2 }] },
    { name: 'http koa bare', parts: [{ part: 'koa', microsPerOp: 20 }] },
    {
      name: 'http koa bearer',
      parts: [
        { part: 'koa', microsPerOp: 21 },
        { part: 'core', microsPerOp: 0.2 },
        { part: '@portcullis/koa', microsPerOp: 0.1 },
      ],
    },
  ],
  sizes: [
    { name: 'core', minified: 50_000, gzip: 24_000, brotli: 23_000, most: 24_000, goal: 20_480 },
  ],
  sizeParts: [{ part: 'dpop', minified: 2560 }],
}

describe('the goals', () => {
  test('are judged where their rows were measured, and only there', () => {
    const verdicts = judge(result).map(({ well, sentence }) => [well, sentence.split(':')[0]])
    expect(verdicts).toEqual([
      [true, 'A DPoP request, in raw ES256 verifications'],
      [false, 'A DPoP request of oauth4webapi at 1, in ours'],
      [true, 'Repeated bearer tokens for one raw verification'],
      [true, 'µs that the binding of koa adds to a request'],
      [false, 'µs that the binding of hono adds to a request'],
      [false, 'KB of core, compressed'],
    ])
    const sentences = judge(result).map(({ sentence }) => sentence)
    expect(sentences[1]).toBe(
      'A DPoP request of oauth4webapi at 1, in ours: 4.90, at least 5 (2.00 % short); in raw verifications, the least that one can take, it is 5.88',
    )
    expect(sentences[4]).toMatch(/: 10\.5, at most 10 \(5\.00 % over\)$/)
    expect(judge({ ...result, rows: [], sizes: [] })).toEqual([])
  })
})

describe('the document', () => {
  test('says what was measured on what, and what was not reached', () => {
    const text = documentOf(result)
    expect(text).toContain('Measured on 2030-01-01 with Node v20')
    expect(text).toMatch(/Not reached in this run:\n\n- A DPoP request of oauth4webapi/)
    expect(text).toContain('| **Portcullis** | 120 µs | ± 10 % |')
    expect(text).not.toMatch(/undefined|NaN/)
  })

  test('tells where the time goes, one column for each profile', () => {
    const text = documentOf(result)
    expect(text).toContain('| µs | DPoP request |\n| --- | ---: |\n| core dpop | 4.2 |')
    expect(text).toContain('| µs | koa bare | koa bearer |')
    expect(text).toContain('| koa | 20.0 | 21.0 |\n| Portcullis |  | 0.3 |')
  })

  test('tells where the bytes are, where that is known', () => {
    expect(documentOf(result)).toContain('|  | minified |\n| --- | ---: |\n| dpop | 2.5 KB |')
    expect(documentOf({ ...result, sizeParts: [] })).not.toContain('|  | minified |\n')
  })

  test('has a picture for each comparison that was made', () => {
    const drawn = pictures(result)
    expect(Object.keys(drawn)).toEqual(['dpop', 'repeated'])
    const svg = svgOf(drawn.dpop ?? { title: '', unit: '', bars: [] })
    expect(svg).toContain('prefers-color-scheme: dark')
    expect(svg.match(/<rect /g)).toHaveLength(3)
    expect(svg.match(/class="own"/g)).toHaveLength(1)
    expect(svg).not.toMatch(/undefined|NaN/)
  })

  test('keeps what it is told from becoming markup', () => {
    const bars = [{ label: '<a&b>', value: 1, text: '<1>' }]
    expect(svgOf({ title: '"t"', unit: 'u', bars })).toMatch(
      /label="&quot;t&quot;".*&lt;a&amp;b&gt;/s,
    )
  })
})

describe('the command line', () => {
  test('is read, also as pnpm passes it on', () => {
    expect(readArguments(['--quick', '--json', 'out.json', 'DPoP'])).toEqual({
      quick: true,
      json: 'out.json',
      docs: undefined,
      only: ['dpop'],
    })
    expect(readArguments(['--', '--quick']).quick).toBe(true)
    expect(() => readArguments(['--fast'])).toThrow(TypeError)
  })
})
