import { Breakdown, createResourceServer, type ResourceRequest } from '@portcullis/core'
import { describe, expect, it } from 'vitest'
import { createLog } from '../src/index.js'

const guardOf = (log: ReturnType<typeof createLog>, fetch: () => Promise<Response>) =>
  createResourceServer({
    issuer: 'https://id.example.com',
    audience: 'api1',
    dpop: 'off',
    onDenial: log.refusal,
    onBreakdown: log.refusal,
    fetch,
  })

const request = (target: string, authorization: readonly string[]): ResourceRequest => ({
  method: 'GET',
  target,
  scheme: 'http',
  header: (name) => (name === 'authorization' ? authorization : []),
})

const segment = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const plausible = [
  segment({ alg: 'ES256', typ: 'at+jwt', kid: 'k' }),
  segment({ iss: 'https://id.example.com', aud: 'api1', exp: 4e9 }),
  'AAAA',
].join('.')

/** Lets a guard judge one request; the line it left, as text and as what it says. */
async function lineFor(target: string, authorization: readonly string[]) {
  const lines: string[] = []
  const log = createLog((line) => lines.push(line))
  const unreachable = () =>
    Promise.reject(new TypeError('fetch failed', { cause: new Error('\u009b1m') }))
  await guardOf(log, unreachable).protect(request(target, authorization))
  expect(lines).toHaveLength(1)
  const [line = ''] = lines
  expect(line).toMatch(/^[\x20-\x7e]+\n$/)
  return { line, said: JSON.parse(line) }
}

describe('createLog', () => {
  it('says of a denial what operators need [A38]', async () => {
    const { said } = await lineFor('/data?access_token=secret', [])
    expect(said).toEqual({
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      event: 'denial',
      code: 'credentials_missing',
      status: 401,
      message: expect.any(String),
      source: expect.stringMatching(/^RFC /),
      method: 'GET',
      path: '/data',
    })
  })

  it('says of a breakdown what failed underneath', async () => {
    const { said } = await lineFor('/data', [`Bearer ${plausible}`])
    expect(said).toMatchObject({ event: 'breakdown', status: 503, method: 'GET', path: '/data' })
    expect(said.causes).toContain('fetch failed')
  })

  it.each(['/\u001b[31m', '/\u0000\u007f\u009b', '/line\r\nbreak', '/\u2028\u202e', '/"\\'])(
    'escapes what is in the path %j [A38]',
    async (path) => {
      expect((await lineFor(path, [])).said.path).toBe(path)
    },
  )

  it('cuts a long path', async () => {
    expect((await lineFor(`/${'a'.repeat(60_000)}`, [])).line.length).toBeLessThan(1000)
  })

  it('says what went wrong in the application, and ends with causes that have no end', () => {
    const lines: string[] = []
    const circle = new Error('round')
    circle.cause = circle
    createLog((line) => lines.push(line)).failure(circle, { method: 'GET', path: '/' })
    createLog((line) => lines.push(line)).failure('no error', { method: 'GET', path: '/' })
    const said = lines.map((line) => JSON.parse(line))
    expect(said[0]).toMatchObject({ event: 'failure', causes: Array(5).fill('round') })
    expect(said[1]).toMatchObject({ event: 'failure', causes: [] })
  })

  it('knows a breakdown by its class', () => {
    const lines: string[] = []
    const reason = new Breakdown('issuer_slow', 'too slow')
    createLog((line) => lines.push(line)).refusal({
      reason,
      method: 'GET',
      path: '/',
      resource: undefined,
    })
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ code: 'issuer_slow', causes: [] })
  })
})
