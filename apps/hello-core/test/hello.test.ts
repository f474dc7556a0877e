import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { startTestIssuer } from '@portcullis/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'

const frameworks = ['core', 'express', 'fastify', 'hono', 'koa']
const folder = (framework: string) => new URL(`../../hello-${framework}/`, import.meta.url)

let issuer: Awaited<ReturnType<typeof startTestIssuer>>
beforeAll(async () => {
  issuer = await startTestIssuer()
  issuer.clock.set(Date.now())
})
afterAll(() => issuer.close())

const children: ChildProcess[] = []
afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null) continue
    child.kill()
    await once(child, 'exit')
  }
})

function run(framework: string, env: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, ['dist/main.js'], {
    cwd: folder(framework),
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.push(child)
  return child
}

/** A port that was free a moment ago: a hello app is told one, and tells none. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

async function start(framework: string): Promise<string> {
  const port = await freePort()
  const child = run(framework, {
    ISSUER: issuer.issuer,
    AUDIENCE: 'api1',
    PORT: String(port),
  })
  child.stderr.pipe(process.stderr)
  const [line] = await once(child.stdout.setEncoding('utf8'), 'data')
  expect(line).toBe(`listening on http://127.0.0.1:${port}\n`)
  return `http://127.0.0.1:${port}/`
}

const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } })

describe.each(frameworks)('hello-%s', (framework) => {
  it('greets whoever may read, and nobody else', async () => {
    const url = await start(framework)
    const stranger = await fetch(url)
    expect(stranger.status).toBe(401)
    expect(stranger.headers.get('www-authenticate')).toMatch(/^Bearer realm="api1", DPoP /)
    const weak = await fetch(url, bearer(await issuer.token({ claims: { scope: 'other' } })))
    expect(weak.status).toBe(403)
    const answer = await fetch(url, bearer(await issuer.token()))
    expect(answer.status).toBe(200)
    expect(await answer.json()).toEqual({ hello: 'user-1' })
  })

  it('greets no preflight [R10, A42]', async () => {
    const url = await start(framework)
    const headers = { origin: 'https://app.example', 'access-control-request-method': 'GET' }
    const answer = await fetch(url, { method: 'OPTIONS', headers })
    expect(answer.headers.has('www-authenticate')).toBe(false)
    expect(await answer.text()).not.toContain('hello')
  })

  it('ends at once when it is not told whom to trust', async () => {
    const child = run(framework, { ISSUER: '', AUDIENCE: 'api1', PORT: '0' })
    let said = ''
    child.stderr.setEncoding('utf8').on('data', (text) => {
      said += text
    })
    const [code] = await once(child, 'close')
    expect(code).not.toBe(0)
    expect(said).toContain('ConfigurationError')
  })

  it('is short enough to be copied', () => {
    const lines = readFileSync(new URL('src/main.ts', folder(framework)), 'utf8').trimEnd()
    expect(lines.split('\n').length).toBeLessThan(15)
  })
})
