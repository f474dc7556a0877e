import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createHolder, formats } from './holder.js'
import { introspection } from './introspecting.js'
import { type Answer, startApi, startIssuer } from './running.js'

const secret = () => randomBytes(32).toString('base64url')
const nonceOf = (answer: Answer) => answer.lines('dpop-nonce')[0] ?? ''

async function start(variables: Readonly<Record<string, string>> = {}) {
  const issuer = await startIssuer()
  const nonces = { DPOP_NONCE: 'required', DPOP_NONCE_SECRET: secret() }
  const { clock } = issuer
  const api = await startApi(issuer, { ...introspection, ...nonces, ...variables }, { clock })
  return { issuer, api, ...nonces }
}

describe.each(formats)('with DPOP_NONCE=required, a %s', (format) => {
  it('is taken once the client uses the nonce that it was given [R105, R116]', async () => {
    const { api, issuer } = await start()
    const holder = await createHolder(api, issuer, format)
    const first = await holder.send()
    expect(first.status).toBe(401)
    expect(first.lines('www-authenticate')[0]).toMatch(/^DPoP error="use_dpop_nonce", /)
    expect(first.json).toMatchObject({ error: 'use_dpop_nonce' })
    expect(first.lines('dpop-nonce')).toEqual([
      expect.stringMatching(/^[\x21\x23-\x5b\x5d-\x7e]+$/),
    ])
    expect(first.lines('cache-control')).toEqual(['no-store'])

    const second = await holder.send({ proof: holder.prove({ nonce: nonceOf(first) }) })
    expect(second.status).toBe(200)
    expect(nonceOf(second)).toBe(nonceOf(first))
    expect(second.lines('cache-control')).toEqual(['no-store'])
  })

  it('is refused with another nonce, and the client learns the right one [R119, A20]', async () => {
    const { api, issuer } = await start()
    const holder = await createHolder(api, issuer, format)
    const stranger = await start()
    const foreign = nonceOf(await stranger.api.send())
    for (const nonce of ['made-up', '', foreign]) {
      const answer = await holder.send({ proof: holder.prove({ nonce }) })
      expect([answer.status, answer.json]).toMatchObject([401, { error: 'use_dpop_nonce' }])
      expect(nonceOf(answer)).not.toBe(nonce)
    }
  })
})

describe('a nonce', () => {
  it('is on every answer of a guarded route, and on no other [R116]', async () => {
    const { api, issuer } = await start()
    const holder = await createHolder(api, issuer)
    const nonce = nonceOf(await api.send())
    const send = (path: string, method = 'GET') =>
      holder.send({ method, path, proof: holder.prove({ method, path, nonce }) })
    const answers = [
      await send('/me'),
      await send('/data', 'POST'),
      await api.send(),
      await api.send({ path: '/public' }),
    ]
    issuer.fault('introspection', { kind: 'network' })
    answers.push(await api.send({ token: issuer.opaqueToken() }))
    expect(answers.map(({ status }) => status)).toEqual([200, 403, 401, 200, 503])
    for (const answer of answers) expect(answer.lines('dpop-nonce')).toEqual([nonce])
    for (const path of ['/health', '/nothing', '/.well-known/oauth-protected-resource']) {
      expect((await api.send({ path })).lines('dpop-nonce')).toEqual([])
    }
  })

  it('is honoured by every API with the same secret [R118]', async () => {
    const one = await start()
    const { DPOP_NONCE_SECRET } = one
    const other = await start({ DPOP_NONCE_SECRET })
    const holder = await createHolder(other.api, other.issuer)
    const nonce = nonceOf(await one.api.send())
    expect((await holder.send({ proof: holder.prove({ nonce }) })).status).toBe(200)
  })

  it('grows old: it is refused in the end, and another one is given out [R116, R117]', async () => {
    const { api, issuer } = await start()
    const old = nonceOf(await api.send())
    issuer.clock.advance(150)
    const holder = await createHolder(api, issuer)
    const { clock } = issuer
    const next = await holder.send({ proof: holder.prove({ nonce: old, clock }) })
    expect(next.status).toBe(200)
    expect(nonceOf(next)).not.toBe(old)
    issuer.clock.advance(150)
    const late = await createHolder(api, issuer)
    const refused = await late.send({ proof: late.prove({ nonce: old, clock }) })
    expect(refused.json).toMatchObject({ error: 'use_dpop_nonce' })
  })

  it('is learnt by a client whose clock is wrong', async () => {
    const { api, issuer } = await start()
    const holder = await createHolder(api, issuer)
    for (const clock of [() => 0, () => Date.now() + 3_600_000]) {
      const answer = await holder.send({ proof: holder.prove({ clock }) })
      expect(answer.status).toBe(401)
      expect(nonceOf(answer)).not.toBe('')
    }
  })

  it('does not make a bearer token of a bound one, nor trouble one that is not bound', async () => {
    const { api, issuer } = await start()
    const { token } = await createHolder(api, issuer)
    expect((await api.send({ token })).json).toMatchObject({ error: 'invalid_token' })
    expect((await api.send({ token: await issuer.token() })).status).toBe(200)
  })
})
