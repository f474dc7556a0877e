import { compileFunction } from 'node:vm'
import { createTestIssuer } from '@portcullis/testing'
import { build } from 'esbuild'
import { Hono } from 'hono'
import { expect, it } from 'vitest'

/** What Node has and the web has not. */
const globalsOfNode = ['process', 'Buffer', 'require', 'module', 'global', 'setImmediate']

/** The package with all that it needs, as a bundler for another platform sees it. */
async function bundled(): Promise<typeof import('../src/index.js')> {
  const { outputFiles } = await build({
    entryPoints: [new URL('../src/index.ts', import.meta.url).pathname],
    bundle: true,
    write: false,
    logLevel: 'silent',
    // Knows no built-ins: an import of one fails.
    platform: 'neutral',
    conditions: ['@portcullis/source'],
    format: 'iife',
    globalName: 'bundle',
  })
  const code = outputFiles[0]?.text ?? ''
  return compileFunction(`${code}; return bundle`, globalsOfNode)()
}

it('works where there is no Node', async () => {
  const { createGate, createResourceServer, protect } = await bundled()
  const { issuer, fetch, clock, token } = await createTestIssuer()
  const server = createResourceServer({ issuer, audience: 'api1', fetch, clock })
  const headers = { authorization: `Bearer ${await token()}` }
  const url = 'https://api.example/'

  const gate = createGate(server)
  expect(await gate(new Request(url, { headers }))).toMatchObject({ auth: { subject: 'user-1' } })
  expect(await gate(new Request(url))).toMatchObject({ status: 401 })

  const app = new Hono().get('/', protect(server), (c) => c.text(c.get('auth').subject ?? ''))
  expect(await (await app.request(url, { headers })).text()).toBe('user-1')
  expect(await app.request(url)).toMatchObject({ status: 401 })
})
