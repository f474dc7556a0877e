import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { measuredOf, sizeOf, sizeProblems } from '../packages/sizes.mjs'

const folder = await mkdtemp(join(tmpdir(), 'portcullis-sizes-'))
afterAll(() => rm(folder, { recursive: true }))

describe('the size of a package', () => {
  test('is what a bundler leaves of it, compressed', async () => {
    await writeFile(
      join(folder, 'two.js'),
      "export const used = 'u'.repeat(9)\nexport const unused = 'a long text that nobody asks for'",
    )
    const some = await sizeOf(folder, {
      name: 'some',
      contents: "import { used } from './two.js'\nconsole.log(used)",
    })
    const all = await sizeOf(folder, { name: 'all', contents: "export * from './two.js'" })
    expect(some.minified).toBeLessThan(60)
    expect(all.minified).toBeGreaterThan(some.minified)
    expect(some.brotli).toBeGreaterThan(0)
  })

  test('does not count what stays outside', async () => {
    const contents = "export * from 'elsewhere'\nexport * from 'framework'"
    const size = await sizeOf(folder, { name: 'it', contents, outside: ['elsewhere'] }, [
      'framework',
    ])
    expect(size.minified).toBeLessThan(70)
  })

  test('must stay within its budget, where it has one', async () => {
    const size = { name: 'it', minified: 9, gzip: 9, brotli: 2049 }
    expect(sizeProblems(size)).toEqual([])
    expect(sizeProblems({ ...size, most: 2049 })).toEqual([])
    expect(sizeProblems({ ...size, most: 2048 })).toEqual([
      'it: 2.0 KB compressed, at most 2.0 KB may be',
    ])
  })

  test('has a budget for core and every binding', () => {
    for (const name of ['core', 'node', 'express', 'fastify', 'koa', 'hono']) {
      const budgets = measuredOf(`@portcullis/${name}`).filter(({ most }) => most !== undefined)
      expect(budgets.length).toBeGreaterThan(0)
    }
    expect(
      measuredOf('@portcullis/core').find(({ contents }) => contents.includes('*')),
    ).toBeDefined()
  })
})
