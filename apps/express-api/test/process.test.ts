import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import type { Readable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Variables } from '@portcullis-apps/shared'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startIssuer } from './running.js'

const program = fileURLToPath(new URL('../dist/main.js', import.meta.url))
const children: ChildProcessByStdio<null, Readable, Readable>[] = []

beforeAll(() => {
  if (!existsSync(program))
    throw new Error(`${program} is missing: run pnpm build before this test`)
})

afterEach(async () => {
  const running = children
    .splice(0)
    .filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)
  await Promise.all(
    running.map((child) => {
      child.kill('SIGKILL')
      return once(child, 'close')
    }),
  )
})

/** The built API in a process of its own, with nothing in its environment but this. */
function start(variables: Variables) {
  const child = spawn(process.execPath, [program], {
    env: variables,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.push(child)
  const output = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text) => {
    output.stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text) => {
    output.stderr += text
  })
  const ended = once(child, 'close').then(([code]) => code as number | null)
  return { child, output, ended }
}

async function ready(variables: Variables) {
  const api = start(variables)
  while (!api.output.stdout.includes('\n')) {
    if (api.child.exitCode !== null) throw new Error(api.output.stderr)
    await pause(10)
  }
  const [, url = ''] = /^listening on (\S+)\n$/.exec(api.output.stdout) ?? []
  return { ...api, url }
}

const issuerOnNoPort = { ISSUER: 'http://127.0.0.1:9', AUDIENCE: 'api1' }

describe('the process', () => {
  it('says once where it listens, logs to stderr, and ends with SIGTERM', async () => {
    const issuer = await startIssuer()
    const api = await ready({ ISSUER: issuer.issuer, AUDIENCE: 'api1' })
    const get = (token: string) =>
      fetch(`${api.url}/me`, { headers: { authorization: `Bearer ${token}` } })
    expect((await get(await issuer.token())).status).toBe(200)
    expect((await get(await issuer.token({ defect: 'expired' }))).status).toBe(401)
    api.child.kill('SIGTERM')
    expect(await api.ended).toBe(0)
    expect(api.output.stdout).toBe(`listening on ${api.url}\n`)
    const lines = api.output.stderr.trim().split('\n')
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ code: 'token_expired' }])
  })

  it('finishes the request under way when SIGTERM comes', async () => {
    const issuer = await startIssuer()
    issuer.fault('jwks', { kind: 'delay', milliseconds: 500 })
    const api = await ready({ ISSUER: issuer.issuer, AUDIENCE: 'api1' })
    const authorization = `Bearer ${await issuer.token()}`
    const underWay = fetch(`${api.url}/me`, { headers: { authorization } })
    while (issuer.requests.jwks === 0) await pause(5)
    await pause(50)
    api.child.kill('SIGTERM')
    expect((await underWay).status).toBe(200)
    expect(await api.ended).toBe(0)
  })

  it('starts and serves public routes with the issuer down', async () => {
    const api = await ready(issuerOnNoPort)
    expect((await fetch(`${api.url}/health`)).status).toBe(200)
    expect((await fetch(`${api.url}/public`)).status).toBe(200)
    expect(api.output.stderr).toBe('')
  })

  it('warns of what cannot do what it says, in a line each, and shows no secret', async () => {
    const api = await ready({
      ...issuerOnNoPort,
      MTLS: 'allowed',
      DPOP_NONCE: 'required',
      DPOP_NONCE_SECRET: 'not to be seen, and long enough',
    }).catch((error: Error) => error)
    expect(String(api)).not.toContain('seen')
    const warned = await ready({ ...issuerOnNoPort, MTLS: 'allowed' })
    expect(warned.output.stderr).toMatch(/^warning: MTLS takes certificates from TLS.*\n$/)
  })
})

describe('a bad environment ends the process at once, with a sentence', () => {
  it.each<[string, Variables, RegExp]>([
    ['no issuer', { AUDIENCE: 'api1' }, /^ISSUER is missing: .+\n$/],
    ['no audience', { ISSUER: 'https://id.example.com' }, /^AUDIENCE is missing: .+\n$/],
    ['http', { ISSUER: 'http://id.example.com', AUDIENCE: 'api1' }, /^ISSUER cannot .*https.*\n$/],
    ['a port', { ...issuerOnNoPort, PORT: 'http' }, /^PORT must be a whole number.*\n$/],
    ['an address', { ...issuerOnNoPort, HOST: '0.0.0.0' }, /^PUBLIC_URL must say .*\n$/],
    ['a word', { ...issuerOnNoPort, DPOP: 'maybe' }, /^DPOP must be one of .*\n$/],
    [
      'no Redis',
      { ...issuerOnNoPort, REDIS_URL: 'http://:seen@127.0.0.1' },
      /^REDIS_URL must be redis:(?!.*seen).*\n$/,
    ],
    ['a file', { ...issuerOnNoPort, TLS_CERT: '/nowhere' }, /^TLS_CERT must name .*ENOENT\n$/],
  ])('%s', async (_what, variables, sentence) => {
    const { output, ended } = start(variables)
    expect(await ended).toBe(1)
    expect(output.stderr).toMatch(sentence)
    expect(output.stdout).toBe('')
  })

  it('a port that is taken', async () => {
    const first = await ready(issuerOnNoPort)
    const { output, ended } = start({ ...issuerOnNoPort, PORT: new URL(first.url).port })
    expect(await ended).toBe(1)
    expect(output.stderr).toMatch(/^PORT cannot be used: .*EADDRINUSE\n$/)
  })
})
