import { once } from 'node:events'
import { request } from 'node:https'
import { createCertificate, type TestCertificate } from '@portcullis/testing'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type RunningAuthority, startAuthority } from '../src/index.js'

let server: TestCertificate
let mine: TestCertificate
let theirs: TestCertificate
let authority: RunningAuthority

beforeAll(async () => {
  const alternativeNames = [{ type: 'ip', value: '127.0.0.1' }] as const
  server = await createCertificate({ name: 'authority', alternativeNames })
  mine = await createCertificate({ name: 'a client' })
  theirs = await createCertificate({ name: 'another' })
  const tls = { cert: server.pem, key: server.privateKeyPem }
  const local = { scope: 'local-api', mtls: { mode: 'required' } } as const
  authority = await startAuthority({ host: '127.0.0.1', port: 0, tls, local })
})

afterAll(() => authority?.close())

beforeEach(() => {
  // The log of refusals.
  vi.spyOn(process.stderr, 'write').mockReturnValue(true)
})

afterEach(() => {
  vi.restoreAllMocks()
})

interface Sent {
  readonly certificate?: TestCertificate | undefined
  readonly authorization: string
  readonly form?: Record<string, string>
}

async function send(path: string, { certificate, authorization, form }: Sent) {
  const outgoing = request(`${authority.url}${path}`, {
    method: form === undefined ? 'GET' : 'POST',
    ca: server.pem,
    ...(certificate && { cert: certificate.pem, key: certificate.privateKeyPem }),
    headers: { authorization, 'content-type': 'application/x-www-form-urlencoded' },
    agent: false,
  }).end(form === undefined ? '' : new URLSearchParams(form).toString())
  const [response] = await once(outgoing, 'response')
  let text = ''
  for await (const chunk of response.setEncoding('utf8')) text += chunk
  return { status: response.statusCode, body: JSON.parse(text) }
}

async function fetchToken(form: string, certificate?: TestCertificate): Promise<string> {
  const resource = `urn:portcullis:local:${form}`
  const wish = { grant_type: 'client_credentials', resource, scope: 'local-api' }
  const authorization = `Basic ${btoa('service:service-secret')}`
  return (await send('/token', { form: wish, authorization, certificate })).body.access_token
}

describe.each(['jwt', 'reference'])('the local API over TLS, with a %s', (form) => {
  it('takes a token that is bound to the certificate of the connection', async () => {
    const authorization = `Bearer ${await fetchToken(form, mine)}`
    const { status, body } = await send('/local/me', { authorization, certificate: mine })
    expect(status).toBe(200)
    expect(body).toMatchObject({ format: 'local', binding: 'mtls', issuer: authority.url })
  })

  it.each(['another', 'none'])(
    'refuses it with another certificate or none (%s)',
    async (which) => {
      const authorization = `Bearer ${await fetchToken(form, mine)}`
      const certificate = which === 'another' ? theirs : undefined
      const { status, body } = await send('/local/me', { authorization, certificate })
      expect(status).toBe(401)
      expect(body.error).toBe('invalid_token')
    },
  )

  it('refuses one that is bound to none, where that is required', async () => {
    const authorization = `Bearer ${await fetchToken(form)}`
    const { status } = await send('/local/me', { authorization, certificate: mine })
    expect(status).toBe(401)
  })
})
