import { once } from 'node:events'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { inspect } from 'node:util'
import {
  createTestIssuer,
  generateSigningKey,
  selfSignedCertificate,
  type TestKey,
} from '@portcullis/testing'
import { describe, expect, test } from 'vitest'
import type { Fetch } from '../../src/index.js'
import { codeOf, present, refused } from '../support/guard.js'
import { requestOf, withBearer } from '../support/request.js'
import { asking, setting } from './setting.js'

interface Sent {
  readonly url: string
  readonly init: RequestInit
}

async function withRecorder() {
  const issuer = await createTestIssuer()
  const sent: Sent[] = []
  const fetch: Fetch = (url, init) => {
    sent.push({ url, init })
    return issuer.fetch(url, init)
  }
  return { issuer, sent, fetch }
}

function pem(key: TestKey): string {
  return key.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()
}

function certificatePem(key: TestKey): string {
  const base64 = selfSignedCertificate(key, '127.0.0.1').toString('base64')
  return `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`
}

describe('the question', () => {
  test('[R75] is a POST whose form has the token; no URL and no header has it', async () => {
    const { issuer, sent, fetch } = await withRecorder()
    const token = issuer.issueReferenceToken()
    await present(asking(issuer, {}, { fetch }), token)
    const { url, init } = sent.at(-1) ?? { url: '', init: {} }
    expect([url, init.method]).toEqual([`${issuer.issuer}/introspect`, 'POST'])
    expect([...new URLSearchParams(String(init.body))]).toEqual([
      ['token_type_hint', 'access_token'],
      ['token', token],
    ])
    const headers = new Headers(init.headers)
    expect(headers.get('content-type')).toBe('application/x-www-form-urlencoded;charset=UTF-8')
    expect(headers.get('accept')).toBe('application/json')
    for (const one of sent) expect(one.url).not.toContain(token)
    expect(JSON.stringify([...headers])).not.toContain(token)
  })

  test('[R75] a token with characters that a form would change arrives as it is', async () => {
    const { issuer, sent, fetch } = await withRecorder()
    const token = 'a+b/c~d.e_f-g=='
    await present(asking(issuer, {}, { fetch }), token)
    expect(new URLSearchParams(String(sent.at(-1)?.init.body)).get('token')).toBe(token)
  })

  test('goes to the endpoint that the issuer publishes', async () => {
    const { issuer, guard } = await setting()
    expect(await present(guard, issuer.issueReferenceToken())).toBe('granted')
    expect(issuer.requests).toMatchObject({ discovery: 1, jwks: 0, introspection: 1 })
  })

  test('goes to the endpoint that is configured, and then asks for no metadata', async () => {
    const issuer = await createTestIssuer({ metadata: { introspection_endpoint: undefined } })
    const guard = asking(issuer, { endpoint: `${issuer.issuer}/introspect` })
    expect(await present(guard, issuer.issueReferenceToken())).toBe('granted')
    expect(issuer.requests).toMatchObject({ discovery: 0, jwks: 0, introspection: 1 })
  })

  test('an issuer that publishes no endpoint is named, with the way out', async () => {
    const { issuer, guard } = await setting(
      {},
      {},
      { metadata: { introspection_endpoint: undefined } },
    )
    const outcome = await guard.protect(withBearer(issuer.opaqueToken()))
    expect(outcome).toMatchObject({
      ok: false,
      status: 503,
      reason: {
        code: 'issuer_metadata_invalid',
        message: `The metadata of "${issuer.issuer}" has no introspection_endpoint: configure introspection.endpoint`,
      },
    })
  })

  test.each([
    'http://issuer.test/introspect',
    'http://127.0.0.1/introspect',
    'ftp://issuer.test/introspect',
    'introspect',
    5,
  ])('[R80] [A30] credentials never go to the endpoint %s', async (introspection_endpoint) => {
    const { issuer, guard } = await setting({}, {}, { metadata: { introspection_endpoint } })
    expect(await present(guard, issuer.opaqueToken())).toBe('issuer_metadata_invalid')
    expect(issuer.requests.total - issuer.requests.discovery).toBe(0)
  })
})

describe('the endpoint', () => {
  test('[R80] [A30] is asked only after its certificate was found good', async () => {
    const key = generateSigningKey('ES256')
    const seen: string[] = []
    const server = createServer(
      { key: pem(key), cert: certificatePem(key) },
      (request, response) => {
        seen.push(request.url ?? '')
        response.setHeader('content-type', 'application/json').end('{"active":true,"aud":"api1"}')
      },
    )
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    try {
      const { port } = server.address() as AddressInfo
      const endpoint = `https://127.0.0.1:${port}/introspect`
      const guard = asking(await createTestIssuer(), { endpoint }, { fetch })
      const outcome = refused(await guard.protect(withBearer('token')))
      expect(outcome.reason.code).toBe('introspection_unreachable')
      expect(inspect(outcome.reason)).toContain('self-signed certificate')
      expect(seen).toEqual([])
    } finally {
      server.closeAllConnections()
      server.close()
    }
  })

  test('is not asked about a request without a token, also when the issuer is down', async () => {
    const { issuer, guard } = await setting()
    issuer.fault('discovery', { kind: 'network' })
    expect(codeOf(await guard.protect(requestOf()))).toBe('credentials_missing')
    expect(codeOf(await guard.protect(requestOf(), { optional: true }))).toBe('granted')
    expect(issuer.requests.total).toBe(0)
  })
})

describe('no answer from elsewhere', () => {
  test.each([301, 302, 303, 307, 308])('[A4] a redirect (%i) is not followed', async (status) => {
    const { issuer, guard } = await setting()
    const headers = { location: `${issuer.issuer}/mtls/introspect` }
    issuer.fault('introspection', { kind: 'status', status, headers })
    const outcome = await guard.protect(withBearer(issuer.issueReferenceToken()))
    expect(codeOf(outcome)).toBe('introspection_failed')
    expect(outcome).toMatchObject({ status: 503 })
    expect(issuer.requests.introspections.map(({ url }) => url)).toEqual([
      `${issuer.issuer}/introspect`,
    ])
  })
})

describe('a second try', () => {
  test('is made once after a failure of the network', async () => {
    const { issuer, guard } = await setting()
    issuer.fault('introspection', { kind: 'network' }, { times: 1 })
    expect(await present(guard, issuer.issueReferenceToken())).toBe('granted')
    expect(issuer.requests.introspection).toBe(2)
  })

  test('is not made a third time', async () => {
    const { issuer, guard } = await setting()
    issuer.fault('introspection', { kind: 'network' })
    expect(await present(guard, issuer.issueReferenceToken())).toBe('introspection_unreachable')
    expect(issuer.requests.introspection).toBe(2)
  })

  test('is made also when the fetch that was given has errors of its own', async () => {
    class SocketError extends Error {}
    const { issuer, fetch: good } = await withRecorder()
    let failures = 0
    const fetch: Fetch = (url, init) => {
      if (!url.endsWith('/introspect') || failures === 1) return good(url, init)
      failures += 1
      return Promise.reject(new SocketError('hung up'))
    }
    expect(await present(asking(issuer, {}, { fetch }), issuer.issueReferenceToken())).toBe(
      'granted',
    )
  })

  test('tells the second failure, when that is another', async () => {
    const { issuer, fetch: good } = await withRecorder()
    issuer.fault('introspection', { kind: 'redirect', location: 'https://intruder.test/' })
    let failures = 0
    const fetch: Fetch = (url, init) => {
      if (!url.endsWith('/introspect') || failures === 1) return good(url, init)
      failures += 1
      return Promise.reject(new TypeError('fetch failed'))
    }
    expect(await present(asking(issuer, {}, { fetch }), issuer.opaqueToken())).toBe(
      'introspection_failed',
    )
  })

  test.each([
    { kind: 'status', status: 500 },
    { kind: 'status', status: 401 },
    { kind: 'html' },
    { kind: 'broken-json' },
    { kind: 'redirect', location: 'https://intruder.test/' },
    { kind: 'oversize', bytes: 200_000 },
  ] as const)('is not made after an answer: %j', async (fault) => {
    const { issuer, guard } = await setting()
    issuer.fault('introspection', fault)
    await present(guard, issuer.issueReferenceToken())
    expect(issuer.requests.introspection).toBe(1)
  })
})

describe('the size of an answer', () => {
  test('[R85] [A10] may be 128 KiB', async () => {
    const { issuer, guard } = await setting()
    issuer.fault('introspection', { kind: 'oversize', bytes: 128 * 1024 })
    expect(await present(guard, issuer.issueReferenceToken())).toBe('granted')
  })

  test('[R85] [A10] may not be a byte more', async () => {
    const { issuer, guard } = await setting()
    issuer.fault('introspection', { kind: 'oversize', bytes: 128 * 1024 + 1 })
    expect(await present(guard, issuer.issueReferenceToken())).toBe('introspection_answer_invalid')
  })
})
