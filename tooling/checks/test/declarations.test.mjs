import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { typesProblems } from '../packages/declarations.mjs'

const folder = await mkdtemp(join(tmpdir(), 'portcullis-types-'))
afterAll(() => rm(folder, { recursive: true }))

/**
 * @param {string} name
 * @param {string} declarations
 */
async function installed(name, declarations) {
  const home = join(folder, 'node_modules', name)
  await mkdir(home, { recursive: true })
  await writeFile(join(home, 'package.json'), JSON.stringify({ name, types: 'index.d.ts' }))
  await writeFile(join(home, 'index.d.ts'), declarations)
  return { folder: home, manifest: { name, version: '0.0.0' } }
}

test('types that name what is not there are refused by both compilers, in both kinds of programs', async () => {
  await installed('@types/node', '')
  const good = await installed('good', 'export declare const one: 1\n')
  const bad = await installed('bad', "export declare const two: import('absent').Two\n")
  const problems = await typesProblems(folder, /** @type {never} */ ([good, bad]))
  expect(problems.map((problem) => /^TypeScript (\d+)/.exec(problem)?.[1])).toEqual([
    '5',
    '7',
    '5',
    '7',
  ])
  for (const problem of problems) {
    expect(problem).toContain("'absent'")
    expect(problem).not.toContain('good')
  }
})
