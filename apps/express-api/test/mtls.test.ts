import { createCertificate, type TestCertificate } from '@portcullis/testing'
import { beforeAll, describe, expect, it } from 'vitest'
import { confirmation, createHolder, formats, tokenOf } from './holder.js'
import { introspection } from './introspecting.js'
import { startBoth } from './running.js'
import { clientCertificates, tlsVariables } from './tls.js'

let right: TestCertificate
let wrong: TestCertificate
let tls: Readonly<Record<string, string>>

beforeAll(async () => {
  const made = await clientCertificates()
  right = made.right
  wrong = made.wrong
  tls = await tlsVariables()
})

const start = (MTLS: string, more: Readonly<Record<string, string>> = {}) =>
  startBoth({ ...introspection, ...tls, MTLS, ...more })

describe.each(formats)('a %s that is bound to a certificate', (format) => {
  it('is taken from who shows that certificate in the handshake [R125, R126, R128]', async () => {
    const { api, issuer } = await start('allowed')
    const token = await tokenOf(issuer, format, { cnf: confirmation(undefined, right) })
    const answer = await api.send({ token, certificate: right })
    expect(answer.status).toBe(200)
    expect(answer.json).toMatchObject({ format, binding: 'mtls' })
    expect((await api.send({ token, certificate: right, path: '/data' })).status).toBe(200)
  })

  it('is refused from everybody else, also a moment later [R127, A19, A26]', async () => {
    const { api, issuer } = await start('allowed')
    const token = await tokenOf(issuer, format, { cnf: confirmation(undefined, right) })
    const tries = [right, wrong, undefined, right, undefined]
    const statuses: number[] = []
    for (const certificate of tries) statuses.push((await api.send({ token, certificate })).status)
    expect(statuses).toEqual([200, 401, 401, 200, 401])
    expect(api.codes()).toEqual([
      'certificate_mismatch',
      'certificate_missing',
      'certificate_missing',
    ])
    const refused = await api.send({ token })
    expect(refused.json).toMatchObject({ error: 'invalid_token' })
    expect(refused.lines('www-authenticate')[0]).toMatch(/^Bearer error="invalid_token"/)
  })

  it('is refused where certificates are off, though the right one is there [C9, R131]', async () => {
    const { api, issuer } = await start('off')
    const token = await tokenOf(issuer, format, { cnf: confirmation(undefined, right) })
    expect((await api.send({ token, certificate: right })).status).toBe(401)
    expect(api.codes()).toEqual(['confirmation_not_supported'])
  })

  it('gains nothing from a header that a client sends itself [A21, R136]', async () => {
    const { api, issuer } = await start('allowed', { TRUSTED_PROXIES: '127.0.0.0/8' })
    const token = await tokenOf(issuer, format, { cnf: confirmation(undefined, right) })
    const headers = { 'client-cert': right.structuredField, 'x-ssl-client-cert': right.escapedPem }
    expect((await api.send({ token, headers })).status).toBe(401)
    expect((await api.send({ token, headers, certificate: wrong })).status).toBe(401)
  })
})

describe('certificates from the handshake', () => {
  it('need nobody to vouch for them [R129, C10]', async () => {
    const { api, issuer } = await start('allowed')
    const authority = await createCertificate({ name: 'authority', authority: true })
    const signed = await createCertificate({ issuer: authority })
    const token = await tokenOf(issuer, 'jwt', { cnf: confirmation(undefined, signed) })
    expect((await api.send({ token, certificate: signed })).status).toBe(200)
  })

  it('do not trouble a token that is bound to nothing, unless required [R187, R199]', async () => {
    const allowing = await start('allowed')
    const token = await allowing.issuer.token()
    for (const certificate of [undefined, right]) {
      const answer = await allowing.api.send({ token, certificate })
      expect(answer.json).toMatchObject({ binding: 'none' })
    }
    const requiring = await start('required')
    const plain = await requiring.issuer.token()
    expect((await requiring.api.send({ token: plain, certificate: right })).status).toBe(401)
    expect(requiring.api.codes()).toEqual(['binding_missing'])
    const bound = await tokenOf(requiring.issuer, 'jwt', { cnf: confirmation(undefined, right) })
    expect((await requiring.api.send({ token: bound, certificate: right })).status).toBe(200)
  })

  it('are none on a connection without TLS, which is warned of at the start', async () => {
    const { api, issuer } = await startBoth({ MTLS: 'allowed' })
    const token = await tokenOf(issuer, 'jwt', { cnf: confirmation(undefined, right) })
    expect((await api.send({ token })).status).toBe(401)
    expect(api.codes()).toEqual(['certificate_missing'])
  })

  it.each<[string, unknown]>([
    ['a number', 7],
    ['a text', 'x5t#S256'],
    ['null', null],
    ['empty', {}],
    ['unknown', { 'x5t#S512': 'a' }],
    ['no thumbprint', { 'x5t#S256': 'short' }],
    ['no text', { 'x5t#S256': ['a'] }],
  ])('go with a confirmation: one that is %s is refused [C9]', async (_what, cnf) => {
    const { api, issuer } = await start('allowed')
    for (const format of formats) {
      const token = await tokenOf(issuer, format, { cnf })
      expect((await api.send({ token, certificate: right })).status).toBe(401)
    }
  })
})

describe.each(formats)('a %s that is bound to a key and a certificate', (format) => {
  it.each<[mode: string, more: Readonly<Record<string, string>>]>([
    ['allowed', {}],
    ['required', { DPOP: 'required' }],
  ])('is taken with both of them only, with MTLS=%s and %j [R131]', async (mode, more) => {
    const { api, issuer } = await start(mode, more)
    const holder = await createHolder(api, issuer, format)
    const cnf = confirmation(holder.key, right)
    const token = await tokenOf(issuer, format, { cnf })
    const send = (
      certificate?: TestCertificate,
      proof: string | undefined = holder.prove({ token }),
    ) => holder.send({ token, certificate, ...(proof === '' ? { proof: [] } : { proof }) })
    expect((await send(right)).json).toMatchObject({ format, binding: 'dpop+mtls' })
    expect((await send(wrong)).status).toBe(401)
    expect((await send(undefined)).status).toBe(401)
    expect((await send(right, '')).status).toBe(401)
    expect((await api.send({ token, certificate: right })).status).toBe(401)
    expect(api.codes().slice(0, 3)).toEqual([
      'certificate_mismatch',
      'certificate_missing',
      'dpop_proof_missing',
    ])
  })

  it('is the only one taken where both are required', async () => {
    const { api, issuer } = await start('required', { DPOP: 'required' })
    const holder = await createHolder(api, issuer, format)
    for (const cnf of [undefined, confirmation(holder.key), confirmation(undefined, right)]) {
      const token = await tokenOf(issuer, format, { cnf })
      const proof = holder.prove({ token })
      expect((await holder.send({ token, proof, certificate: right })).status).toBe(401)
      expect((await api.send({ token, certificate: right })).status).toBe(401)
    }
    const both = await tokenOf(issuer, format, { cnf: confirmation(holder.key, right) })
    const proof = holder.prove({ token: both })
    expect((await holder.send({ token: both, proof, certificate: right })).status).toBe(200)
  })
})
