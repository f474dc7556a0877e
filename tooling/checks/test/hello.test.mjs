import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { capture } from '@portcullis-tooling/scripts/process'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { asCommonJs } from '../packages/hello.mjs'
import { runProblems } from '../packages/hello-run.mjs'
import { installedNames, strangers } from '../packages/installed.mjs'

/** @type {string} */
let folder

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'portcullis-hello-'))
})

afterEach(() => rmSync(folder, { recursive: true }))

/**
 * @param {string} name
 * @param {Record<string, string>} [dependencies]
 */
function published(name, dependencies = {}) {
  return { folder, directory: name, manifest: { name, version: '1.0.0', dependencies } }
}

describe('what is installed', () => {
  const all = [
    published('@portcullis/core', { jose: '1' }),
    published('@portcullis/node', { '@portcullis/core': '1' }),
    published('@portcullis/express', { '@portcullis/node': '1' }),
    published('@portcullis/koa', { '@portcullis/node': '1' }),
  ]
  const wanted = ['@portcullis/express', 'express']

  test('is found wherever pnpm put it', async () => {
    const store = join(folder, 'node_modules/.pnpm')
    for (const name of ['a@1/node_modules/a', 'a@1/node_modules/.bin', 'node_modules/hoisted']) {
      mkdirSync(join(store, name), { recursive: true })
    }
    mkdirSync(join(store, '@b+c@1/node_modules/@b/c'), { recursive: true })
    writeFileSync(join(store, 'lock.yaml'), '')
    expect(await installedNames(folder)).toEqual(['@b/c', 'a'])
  })

  test('may be what the app asks for, what that needs, and what others have to say of neither', () => {
    const names = ['@portcullis/core', '@portcullis/node', '@portcullis/express', 'express', 'jose']
    expect(strangers([...names, '@types/koa', 'expression'], wanted, all)).toEqual([])
  })

  test.each([
    'koa',
    'koa-compose',
    'fastify-plugin',
    '@fastify/cors',
    '@hono/node-server',
    '@portcullis/koa',
  ])('%s is noticed', (name) => {
    expect(strangers(['express', name], wanted, all)).toEqual([name])
  })
})

test('an app that awaits at its top is CommonJS all the same', async () => {
  const source = `import { join } from 'node:path'\nimport os from 'node:os'\n
const { HOME = '' }: NodeJS.ProcessEnv = {}
console.log(await Promise.resolve(join('a', typeof os.tmpdir, HOME)), typeof require)\n`
  writeFileSync(join(folder, 'main.cjs'), await asCommonJs(source))
  const { output } = await capture([process.execPath, 'main.cjs'], { cwd: folder })
  expect(output).toBe('a/function function\n')
})

describe('an app that runs', () => {
  const issuer = {
    issuer: 'http://127.0.0.1:9',
    /** @param {{ claims: Record<string, unknown> }} options */
    token: async ({ claims: { scope } }) => String(scope),
  }

  /**
   * A program that answers as this function body says; `scope` is that of the token.
   * @param {string} body
   */
  function write(body) {
    writeFileSync(
      join(folder, 'main.mjs'),
      `import { createServer } from 'node:http'
const { PORT, ISSUER, AUDIENCE } = process.env
const challenge = { 'www-authenticate': 'Bearer' }
function answer(scope) {\n${body}\n}
createServer((request, response) => {
  const [status, headers, text = ''] = answer(request.headers.authorization?.split(' ')[1])
  response.writeHead(status, headers).end(text)
}).listen(Number(PORT), '127.0.0.1', () => console.log('listening on ' + PORT))\n`,
    )
    return runProblems(folder, 'main.mjs', issuer)
  }

  const none = 'if (scope === undefined) return [401, challenge]'
  const weak = "if (scope !== 'api1.read') return [403, challenge]"
  const good = "return [200, {}, ISSUER + AUDIENCE && 'a-user']"

  test('and tells callers apart has no problem', async () => {
    expect(await write(`${none}\n${weak}\n${good}`)).toEqual([])
  })

  test.each([
    [good, 'main.mjs, no token: the answer is 200, not 401'],
    [`${none}\n${good}`, 'main.mjs, a token without the scope: the answer is 200, not 403'],
    [`${none}\n${weak}\nreturn [401, challenge]`, 'a token with the scope: the answer is 401'],
    [`${none}\n${weak}\nreturn [200, {}, 'you']`, 'a token with the scope: the answer is you'],
    [`${none}\n${weak}\nreturn [200, challenge, 'a-user']`, 'a token with the scope: a challenge'],
    [`if (!scope) return [401, {}]\n${weak}\n${good}`, 'no token: no challenge'],
    [`if (!scope) return [401, challenge, 'a-user']\n${weak}\n${good}`, 'the answer is a-user'],
  ])('and does not is noticed: %s', async (body, problem) => {
    const problems = await write(body)
    expect(problems.join('\n')).toContain(problem)
  })

  test('but ends is noticed, with what it said', async () => {
    writeFileSync(join(folder, 'main.mjs'), "throw new Error('no such binding')\n")
    const problems = await runProblems(folder, 'main.mjs', issuer)
    expect(problems).toEqual([
      expect.stringMatching(/^main.mjs does not listen:[\s\S]*no such binding/),
    ])
  })
})
