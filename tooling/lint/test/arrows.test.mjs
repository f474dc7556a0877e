import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { arrows } from '../arrows.mjs'

const written = fileURLToPath(new URL('../arrows.json', import.meta.url))
const biome = fileURLToPath(new URL('../../../node_modules/.bin/biome', import.meta.url))

/** Folder of the importing file, what it imports, and a part of the message if that is refused. */
const cases = /** @type {const} */ ([
  ['packages/core/src/jwt', '../introspection/call.js', 'two validators'],
  ['packages/core/src/introspection', '../jwt/validate.js', 'two validators'],
  ['packages/core/src/dpop', '../mtls/thumbprint.js', 'two bindings'],
  ['packages/core/src/errors', '../lib/clock.js', 'errors/ may import nothing'],
  ['packages/core/src/errors', 'jose', 'errors/ may import nothing'],
  ['packages/core/src/lib/platform', '../../token/sniff.js', 'the floor'],
  ['packages/core/src/request', '../token/sniff.js', 'knows nothing of tokens'],
  ['packages/core/src/credentials', 'jose', 'grammar only'],
  ['packages/core/src/authorization', 'node:crypto', 'knows nothing of HTTP'],
  ['packages/core/src/jwt', '../resource-server.js', 'two validators'],
  ['packages/core/src/options', '../index.js', 'composes nothing'],
  ['packages/express/src', '../../core/src/index.js', 'by its name'],
  ['packages/express/test', '../../node/src/index.js', 'by its name'],
  ['packages/express/src', '@portcullis/core/src/index.js', 'by its name'],
  ['packages/express/src', 'jose', 'belongs in core'],
  ['apps/demo/src', '../../../packages/core/src/index.js', 'by its name'],
  ['packages/core/src/jwt', '../token/validator.js', undefined],
  ['packages/core/src/jwt', 'jose', undefined],
  ['packages/core/src/jwt', './claims.js', undefined],
  ['packages/core/src/lib/platform', '../base64url.js', undefined],
  ['packages/core/src/lib/platform', 'node:crypto', undefined],
  ['packages/core/src', './jwt/validate.js', undefined],
  ['packages/express/src', '@portcullis/core', undefined],
  ['packages/express/test', '../src/index.js', undefined],
  ['apps/demo/src', 'jose', undefined],
])

/** @type {string} */
let folder
/** @type {Map<string, string>} */
let refusals

/**
 * @param {string} name
 * @param {string} text
 */
function write(name, text) {
  mkdirSync(dirname(join(folder, name)), { recursive: true })
  writeFileSync(join(folder, name), text)
}

function lint() {
  const { stdout } = spawnSync(biome, ['lint', '--reporter=json'], {
    cwd: folder,
    encoding: 'utf8',
  })
  /** @type {{ message: string, location: { path: string } }[]} */
  const diagnostics = JSON.parse(stdout).diagnostics
  return new Map(diagnostics.map(({ location, message }) => [location.path, message]))
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'portcullis-arrows-'))
  copyFileSync(written, join(folder, 'arrows.json'))
  write(
    'biome.json',
    JSON.stringify({ extends: ['./arrows.json'], linter: { rules: { preset: 'none' } } }),
  )
  for (const [index, [from, to]] of cases.entries())
    write(`${from}/case-${index}.ts`, `import '${to}'\n`)
  refusals = lint()
})

afterAll(() => rmSync(folder, { recursive: true }))

test('arrows.json is what the table of rooms says (`pnpm arrows` writes it)', () => {
  expect(JSON.parse(readFileSync(written, 'utf8'))).toEqual(arrows)
})

describe.each(cases.map(([from, to, message], index) => ({ from, to, message, index })))(
  'from $from',
  ({ from, to, message, index }) => {
    test(`${to} is ${message === undefined ? 'let in' : 'refused with the reason'}`, () => {
      const refusal = refusals.get(`${from}/case-${index}.ts`)
      if (message === undefined) expect(refusal).toBeUndefined()
      else expect(refusal).toContain(message)
    })
  },
)
