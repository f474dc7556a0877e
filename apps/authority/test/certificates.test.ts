import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { request } from 'node:https'
import {
  createCertificate,
  createProofKey,
  proofs,
  type TestCertificate,
} from '@portcullis/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningAuthority, startAuthority } from '../src/index.js'

let authority: RunningAuthority
let server: TestCertificate
let mine: TestCertificate

beforeAll(async () => {
  const alternativeNames = [{ type: 'ip', value: '127.0.0.1' }] as const
  server = await createCertificate({ name: 'authority', alternativeNames })
  mine = await createCertificate({ name: 'a client' })
  const tls = { cert: server.pem, key: server.privateKeyPem }
  authority = await startAuthority({ host: '127.0.0.1', port: 0, tls })
})

afterAll(() => authority?.close())

interface Sent {
  readonly as: string
  readonly certificate?: TestCertificate | undefined
  readonly headers?: Readonly<Record<string, string>>
}

async function post(
  path: string,
  form: Record<string, string>,
  { as, certificate, headers }: Sent,
) {
  const outgoing = request(`${authority.url}${path}`, {
    method: 'POST',
    ca: server.pem,
    ...(certificate && { cert: certificate.pem, key: certificate.privateKeyPem }),
    headers: {
      authorization: `Basic ${btoa(as)}`,
      'content-type': 'application/x-www-form-urlencoded',
      ...headers,
    },
    agent: false,
  }).end(new URLSearchParams(form).toString())
  const [response] = await once(outgoing, 'response')
  let text = ''
  for await (const chunk of response.setEncoding('utf8')) text += chunk
  return JSON.parse(text)
}

function fetchToken(form: 'jwt' | 'reference', sent: Omit<Sent, 'as'> = {}) {
  const wish = { resource: `urn:portcullis:api1:${form}`, scope: 'api1.read' }
  const grant = { grant_type: 'client_credentials', ...wish }
  return post('/token', grant, { as: 'service:service-secret', ...sent })
}

/** What the API learns of a token. */
async function confirmationOf(form: 'jwt' | 'reference', token: string): Promise<unknown> {
  if (form === 'jwt')
    return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).cnf
  return (await post('/token/introspection', { token }, { as: 'api1:api1_secret' })).cnf
}

describe.each(['jwt', 'reference'] as const)('over TLS a %s', (form) => {
  it('is bound to the certificate that its client came with', async () => {
    const { access_token, token_type } = await fetchToken(form, { certificate: mine })
    expect(token_type).toBe('Bearer')
    const thumbprint = createHash('sha256').update(mine.der).digest('base64url')
    expect(await confirmationOf(form, access_token)).toEqual({ 'x5t#S256': thumbprint })
  })

  it('is bound to certificate and key when there is a proof as well', async () => {
    const key = createProofKey()
    const dpop = proofs.forge({ key, method: 'POST', url: `${authority.url}/token` })
    const sent = { certificate: mine, headers: { dpop } }
    const { access_token, token_type } = await fetchToken(form, sent)
    expect(token_type).toBe('DPoP')
    expect(await confirmationOf(form, access_token)).toEqual({
      'x5t#S256': mine.thumbprint,
      jkt: key.thumbprint,
    })
  })

  it('is bound to nothing without a certificate', async () => {
    const { access_token } = await fetchToken(form)
    expect(await confirmationOf(form, access_token)).toBeUndefined()
  })
})

it('says in its metadata that tokens are bound to certificates, where there are any', async () => {
  const outgoing = request(`${authority.url}/.well-known/openid-configuration`, {
    ca: server.pem,
    agent: false,
  }).end()
  const [response] = await once(outgoing, 'response')
  let text = ''
  for await (const chunk of response.setEncoding('utf8')) text += chunk
  expect(JSON.parse(text)).toMatchObject({
    issuer: authority.url,
    token_endpoint: `${authority.url}/token`,
    tls_client_certificate_bound_access_tokens: true,
  })
  expect(authority.url).toMatch(/^https:/)
})
