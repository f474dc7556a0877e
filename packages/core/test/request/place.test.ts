import { describe, expect, test } from 'vitest'
import { createResourceServer, type ResourceServerOptions } from '../../src/index.js'
import { configurationError } from '../support/errors.js'
import { codeOf, refused } from '../support/guard.js'
import { requestOf } from '../support/request.js'

const issuer = 'https://identity.example.com'
const good = { issuer, audience: 'api1' }

type Headers = Readonly<Record<string, string | readonly string[]>>
type Extra = Partial<Omit<ResourceServerOptions, 'issuer' | 'issuers'>>

/** What comes of a request without credentials: `credentials_missing` when the place is good. */
async function codeFor(headers: Headers, extra: Extra, scheme?: 'http' | 'https') {
  const request = requestOf({ headers, ...(scheme === undefined ? {} : { scheme }) })
  const peer = { address: '10.0.0.1' }
  return codeOf(await createResourceServer({ ...good, ...extra }).protect({ ...request, peer }))
}

const passes = 'credentials_missing'
const wrongHost = 'request_host_not_allowed'
const wrongOrigin = 'request_origin_not_allowed'

describe('[R219, A43] the host of a request', () => {
  const allowedHosts = ['localhost', '[::1]', 'API.example.com:8443', 'default.example:443']

  test.each<[host: string, expected: string]>([
    ['localhost', passes],
    ['LocalHost:3000', passes],
    ['[0:0:0:0:0:0:0:1]:3000', passes],
    ['api.example.com:8443', passes],
    ['api.example.com', wrongHost],
    ['api.example.com:8444', wrongHost],
    ['default.example', passes],
    ['default.example:443', passes],
    ['default.example:80', wrongHost],
    ['localhost.evil.example', wrongHost],
    ['evil.example', wrongHost],
    ['127.0.0.1', wrongHost],
    ['localhost@evil.example', 'request_host_malformed'],
  ])('%s: %s', async (host, expected) => {
    expect(await codeFor({ host }, { allowedHosts })).toBe(expected)
    expect(await codeFor({ host }, {})).not.toBe(wrongHost)
  })

  test('is missed where one is expected', async () => {
    expect(await codeFor({}, { allowedHosts })).toBe(wrongHost)
    expect(await codeFor({}, { allowedOrigins: ['https://app.example.com'] })).toBe(passes)
  })

  test('has the port of its scheme', async () => {
    const hosts = { allowedHosts: ['api.test:80'] }
    expect(await codeFor({ host: 'api.test' }, hosts, 'http')).toBe(passes)
    expect(await codeFor({ host: 'api.test' }, hosts, 'https')).toBe(wrongHost)
  })

  test('is that which a trusted proxy forwards', async () => {
    const headers = { host: 'internal', 'x-forwarded-host': 'localhost' }
    const trustedProxies = ['10.0.0.0/8']
    expect(await codeFor(headers, { allowedHosts })).toBe(wrongHost)
    expect(await codeFor(headers, { allowedHosts, trustedProxies })).toBe(passes)
    const forged = { host: 'localhost', 'x-forwarded-host': 'evil.example' }
    expect(await codeFor(forged, { allowedHosts, trustedProxies })).toBe(wrongHost)
  })

  test('is looked at with a public URL, too', async () => {
    const publicUrl = 'https://api.example.com'
    expect(await codeFor({ host: 'evil.example' }, { allowedHosts, publicUrl })).toBe(wrongHost)
    expect(await codeFor({ host: 'localhost' }, { allowedHosts, publicUrl })).toBe(passes)
  })

  test('that is another is answered with 403', async () => {
    const guard = createResourceServer({ ...good, allowedHosts })
    const outcome = refused(await guard.protect(requestOf({ headers: { host: 'evil.example' } })))
    expect(outcome.status).toBe(403)
    expect(JSON.parse(outcome.body)).toEqual({
      error: 'invalid_request',
      error_description: 'This host name is not one of this resource',
    })
    expect(outcome.body).not.toContain('evil')
  })
})

describe('[R219, A43] the origin of a page', () => {
  const allowedHosts = ['localhost', 'api.test:8443']
  const allowedOrigins = ['https://app.example.com']
  const both = { allowedHosts, allowedOrigins }

  test.each<[origin: string | readonly string[], expected: string]>([
    ['http://localhost:5173', passes],
    ['https://localhost', passes],
    ['https://api.test:8443', passes],
    ['https://api.test', wrongOrigin],
    ['https://app.example.com', passes],
    ['https://APP.example.com', wrongOrigin],
    ['https://app.example.com:8443', wrongOrigin],
    ['http://app.example.com', wrongOrigin],
    ['https://evil.example', wrongOrigin],
    ['https://localhost.evil.example', wrongOrigin],
    ['https://evil.example/localhost', wrongOrigin],
    ['https://localhost@evil.example', wrongOrigin],
    ['file://localhost', wrongOrigin],
    ['null', wrongOrigin],
    ['', wrongOrigin],
    [['http://localhost', 'https://evil.example'], wrongOrigin],
  ])('%j: %s', async (origin, expected) => {
    expect(await codeFor({ host: 'localhost', origin }, both)).toBe(expected)
    expect(await codeFor({ host: 'localhost', origin }, {})).toBe(passes)
  })

  test('may be required by itself', async () => {
    const host = 'anything.example'
    expect(await codeFor({ host }, { allowedOrigins })).toBe(passes)
    expect(await codeFor({ host, origin: 'http://localhost' }, { allowedOrigins })).toBe(
      wrongOrigin,
    )
  })
})

describe('[R55] what is no list of places', () => {
  test.each<[extra: Readonly<Record<string, unknown>>, sentence: RegExp]>([
    [{ allowedHosts: [] }, /^allowedHosts is an empty list: write host names, as in/],
    [{ allowedHosts: [5] }, /^allowedHosts is .*: write host names/],
    [{ allowedHosts: ['https://localhost'] }, /^allowedHosts is "https:.*: write host names/],
    [{ allowedHosts: ['a/b'] }, /^allowedHosts is "a\/b": write host names/],
    [{ allowedHosts: ['localhost:99999'] }, /^allowedHosts is .*: write host names/],
    [{ allowedOrigins: ['https://app.example.com/'] }, /^allowedOrigins is .*: write origins/],
    [{ allowedOrigins: ['app.example.com'] }, /^allowedOrigins is .*: write origins, as in/],
    [{ allowedOrigins: ['null'] }, /^allowedOrigins is "null": write origins/],
    [{ allowedOrigin: ['https://a.test'] }, /did you mean allowedOrigins\?/],
  ])('%j', (extra, sentence) => {
    const made = () => createResourceServer({ ...good, ...extra } as ResourceServerOptions)
    expect(configurationError(made).message).toMatch(sentence)
  })
})
