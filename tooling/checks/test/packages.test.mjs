import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { anatomyProblems } from '../packages/anatomy.mjs'
import { bundlingProblems, declarationProblems } from '../packages/consumer.mjs'
import { builtinProblems } from '../packages/purity.mjs'

/** @type {string} */
let folder

/**
 * @param {string} name
 * @param {string | object} content
 */
function write(name, content) {
  const path = join(folder, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
}

/** @param {Record<string, unknown>} [changes] */
function found(changes) {
  const manifest = {
    name: '@portcullis/core',
    version: '0.0.0',
    description: 'A package.',
    license: 'MIT',
    type: 'module',
    sideEffects: false,
    engines: { node: '>=20' },
    files: ['dist', 'src'],
    scripts: { build: 'x', test: 'x', types: 'x' },
    dependencies: { jose: '1', oauth4webapi: '1' },
    ...changes,
  }
  return { folder, directory: 'core', manifest }
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'portcullis-packages-'))
})

afterEach(() => rmSync(folder, { recursive: true }))

describe('anatomy', () => {
  beforeEach(() => {
    const files = ['README.md', 'tsup.config.ts', 'tsconfig.json', 'test/a.test.ts']
    for (const file of files) write(file, 'x')
    write('src/index.ts', "export { a } from './a.js'\n")
  })

  test('a package like the others has no problem', () => {
    expect(anatomyProblems(found())).toEqual([])
  })

  test.each([
    [{ license: 'ISC' }, 'license'],
    [{ engines: { node: '>=18' } }, 'engines'],
    [{ scripts: { build: 'x', test: 'x' } }, 'no script "types"'],
    [{ name: '@portcullis/other' }, 'is called'],
    [{ description: '' }, 'no description'],
    [{ dependencies: { jose: '1' } }, 'jose and oauth4webapi alone'],
    [{ dependencies: { jose: '1', oauth4webapi: '1', express: '5' } }, 'must be a peer'],
    [{ dependencies: { '@portcullis/node': '^1.0.0' } }, 'not workspace:^'],
  ])('%j is noticed', (changes, problem) => {
    expect(anatomyProblems(found(changes)).join()).toContain(problem)
  })

  test('so are exports without a name', () => {
    write('src/index.ts', "export * from './a.js'\n")
    expect(anatomyProblems(found()).join()).toContain('does not name every export')
  })
})

describe('a bundle', () => {
  const dist = 'node_modules/@portcullis/core/dist'

  test('may hold its own sources only', async () => {
    write(`${dist}/index.js.map`, { sources: ['../src/index.ts'] })
    write(`${dist}/platform/node.cjs.map`, { sources: ['../../src/lib/node.ts'] })
    expect(await bundlingProblems(folder, found())).toEqual([])
  })

  test('with sources of another package is noticed', async () => {
    write(`${dist}/index.js.map`, { sources: ['../src/index.ts', '../../core/src/index.ts'] })
    expect((await bundlingProblems(folder, found())).join()).toContain('../../core/src/index.ts')
  })
})

describe('types for CommonJS', () => {
  const types = 'node_modules/@portcullis/core/dist/index.d.cts'

  test('of its own and of Node are well', async () => {
    write(types, "import { KeyObject } from 'node:crypto';\n/** As jose has it. */\n")
    expect(await declarationProblems(folder, found())).toEqual([])
  })

  test('that name those of an ES module are noticed', async () => {
    write(types, "import { ClientAuth } from 'oauth4webapi';\n")
    expect((await declarationProblems(folder, found())).join()).toContain('oauth4webapi')
  })
})

describe('outside Node', () => {
  beforeEach(() => {
    write('node_modules/pure/package.json', {
      name: 'pure',
      exports: './index.js',
      imports: { '#platform': { node: './node.js', default: './web.js' } },
    })
    write('node_modules/pure/index.js', "export * from '#platform'\n")
    write('node_modules/pure/node.js', "export { createHash } from 'node:crypto'\n")
  })

  test('a built-in behind the condition node is not reached', async () => {
    write('node_modules/pure/web.js', 'export const web = true\n')
    expect(await builtinProblems(folder, 'pure')).toEqual([])
  })

  test.each(["import 'node:crypto'", "export const late = () => import('fs')"])(
    '%s is noticed',
    async (line) => {
      write('node_modules/pure/web.js', `${line}\n`)
      expect((await builtinProblems(folder, 'pure')).join()).toContain('pure/web.js')
    },
  )
})
