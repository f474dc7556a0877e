import { proofs } from '@portcullis/testing'
import { describe, expect, test } from 'vitest'
import type { LocalApiOptions } from '../src/index.js'
import { guardOf } from './support/guard.js'
import { mounts } from './support/mounts.js'
import { clientKey, type Issued, otherKey, TestAuthority } from './support/provider.js'
import { get, schemesOf } from './support/send.js'

const forms = ['jwt', 'opaque'] as const
const cases = mounts.flatMap(([name, mount]) =>
  forms.map((form) => ({ name: `${name}, ${form}`, mount, form })),
)
const secrets = ['a secret for nonces, thirty-two characters']

const proofFor = (port: number, token: string, key = clientKey, nonce?: string) =>
  proofs.forge({
    key,
    url: `http://127.0.0.1:${port}/me`,
    token,
    ...(nonce === undefined ? {} : { nonce }),
  })

describe.each(cases)('a local API in $name', ({ mount, form }) => {
  async function start(options: Partial<LocalApiOptions> = {}, issued: Issued = {}) {
    const authority = new TestAuthority()
    const port = await mount(guardOf(authority, options))
    const token = await authority.issue({ form, ...issued })
    return { authority, port, token }
  }
  const startBound = (options: Partial<LocalApiOptions> = {}) =>
    start(options, { boundTo: clientKey })

  test('takes a bearer token and says whose it is', async () => {
    const { port, token } = await start()
    const answer = await get(port, { authorization: `Bearer ${token}` })
    expect(answer.status).toBe(200)
    expect(answer.json).toMatchObject({ subject: 'alice', clientId: 'app', format: 'local' })
    expect(answer.json.binding).toBe('none')
  })

  test('takes a token of a client', async () => {
    const { port, token } = await start({}, { user: null })
    const answer = await get(port, { authorization: `Bearer ${token}` })
    expect(answer.status).toBe(200)
    expect(answer.json.clientId).toBe('service')
  })

  test('takes a DPoP token with its proof', async () => {
    const { port, token } = await startBound()
    const dpop = proofFor(port, token)
    const answer = await get(port, { authorization: `DPoP ${token}`, dpop })
    expect(answer.status).toBe(200)
    expect(answer.json).toMatchObject({ format: 'local', binding: 'dpop' })
  })

  test('refuses a proof by another key', async () => {
    const { port, token } = await startBound()
    const dpop = proofFor(port, token, otherKey)
    const answer = await get(port, { authorization: `DPoP ${token}`, dpop })
    expect(answer.status).toBe(401)
    expect(answer.lines('www-authenticate')[0]).toMatch(/^DPoP error="invalid_token"/)
  })

  test('refuses two DPoP headers', async () => {
    const { port, token } = await startBound()
    const dpop = [proofFor(port, token), proofFor(port, token)]
    const answer = await get(port, { authorization: `DPoP ${token}`, dpop })
    expect(answer.status).toBe(400)
    expect(answer.json.error).toBe('invalid_request')
  })

  test('refuses a proof that comes again', async () => {
    const { port, token } = await startBound()
    const sent = { authorization: `DPoP ${token}`, dpop: proofFor(port, token) }
    expect((await get(port, sent)).status).toBe(200)
    const answer = await get(port, sent)
    expect(answer.status).toBe(401)
    expect(answer.json.error).toBe('invalid_dpop_proof')
  })

  test('asks for a nonce where it wants one, and takes it', async () => {
    const { port, token } = await startBound({ dpop: { nonce: { secrets } } })
    const authorization = `DPoP ${token}`
    const first = await get(port, { authorization, dpop: proofFor(port, token) })
    expect(first.status).toBe(401)
    expect(first.lines('www-authenticate')[0]).toMatch(/^DPoP error="use_dpop_nonce"/)
    const [nonce] = first.lines('dpop-nonce')
    expect(nonce).toBeDefined()
    const dpop = proofFor(port, token, clientKey, nonce)
    expect((await get(port, { authorization, dpop })).status).toBe(200)
  })

  test('offers Bearer alone where DPoP is off, and refuses the other', async () => {
    const { port, token } = await startBound({ dpop: 'off' })
    const dpop = proofFor(port, token)
    const answer = await get(port, { authorization: `DPoP ${token}`, dpop })
    expect(answer.status).toBe(401)
    expect(schemesOf(answer)).toEqual(['Bearer'])
  })

  test('offers DPoP alone where it is required, and refuses a bearer token', async () => {
    const { port, token } = await start({ dpop: 'required' })
    const answer = await get(port, { authorization: `Bearer ${token}` })
    expect(answer.status).toBe(401)
    expect(schemesOf(answer)).toEqual(['DPoP'])
  })

  test('offers both to who shows nothing, with no error', async () => {
    const { port } = await start()
    const answer = await get(port)
    expect(answer.status).toBe(401)
    expect(schemesOf(answer)).toEqual(['Bearer', 'DPoP'])
    expect(answer.lines('www-authenticate').join()).not.toContain('error')
  })

  test('refuses a scheme without a token', async () => {
    const { port } = await start()
    const answer = await get(port, { authorization: 'Bearer ' })
    expect(answer.status).toBe(400)
    expect(answer.json.error).toBe('invalid_request')
  })

  test('says invalid_token of a token that was cut short', async () => {
    const { port, token } = await start()
    const answer = await get(port, { authorization: `Bearer ${token.slice(0, -5)}` })
    expect(answer.status).toBe(401)
    expect(answer.lines('www-authenticate')[0]).toMatch(/^Bearer error="invalid_token"/)
  })

  test('refuses a DPoP token of a client that is gone', async () => {
    const { authority, port, token } = await startBound()
    authority.removeClient('app')
    const dpop = proofFor(port, token)
    const answer = await get(port, { authorization: `DPoP ${token}`, dpop })
    expect(answer.status).toBe(401)
    expect(answer.lines('www-authenticate')[0]).toMatch(/^DPoP error="invalid_token"/)
  })

  test('refuses a DPoP token without a proof', async () => {
    const { port, token } = await startBound()
    const answer = await get(port, { authorization: `DPoP ${token}` })
    expect(answer.status).toBe(401)
    expect(answer.lines('www-authenticate')[0]).toMatch(/^DPoP error="invalid_dpop_proof"/)
  })

  test.each(['off', 'allowed', 'required'] as const)(
    'never takes a bound token as a bearer token, DPoP %s',
    async (dpop) => {
      const { port, token } = await startBound({ dpop })
      const answer = await get(port, { authorization: `Bearer ${token}` })
      expect(answer.status).toBe(401)
    },
  )

  test('refuses a token that is bound to a certificate where it cannot see one', async () => {
    const { port, token } = await start({}, { certificate: 'A'.repeat(43) })
    const answer = await get(port, { authorization: `Bearer ${token}` })
    expect(answer.status).toBe(401)
    expect(answer.json.error).toBe('invalid_token')
  })

  test('answers 403 with a challenge where the scope is missing', async () => {
    const { port, token } = await start({}, { scope: 'other' })
    const answer = await get(port, { authorization: `Bearer ${token}` })
    expect(answer.status).toBe(403)
    expect(answer.lines('www-authenticate')).toHaveLength(1)
    expect(answer.lines('www-authenticate')[0]).toMatch(
      /^Bearer error="insufficient_scope".*scope="local-api"/,
    )
  })

  test('answers 403 in the scheme that was used', async () => {
    const { port, token } = await start({}, { scope: 'other', boundTo: clientKey })
    const dpop = proofFor(port, token)
    const answer = await get(port, { authorization: `DPoP ${token}`, dpop })
    expect(answer.status).toBe(403)
    expect(answer.lines('www-authenticate')[0]).toMatch(/^DPoP error="insufficient_scope"/)
  })

  test('says invalid_token of a token for another audience, or that has expired', async () => {
    const late = { clock: () => Date.now() + 301_000 }
    const expired = await start(late)
    const foreign = await start({}, { audience: 'other' })
    for (const { port, token } of [expired, foreign]) {
      const answer = await get(port, { authorization: `Bearer ${token}` })
      expect(answer.status).toBe(401)
      expect(answer.lines('www-authenticate')[0]).toMatch(/^Bearer error="invalid_token"/)
    }
  })
})
