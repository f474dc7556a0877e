import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createHolder, formats } from './holder.js'
import { introspection } from './introspecting.js'
import { count, startBoth, times } from './running.js'

describe.each(formats)('a proof beside a %s', (format) => {
  it('passes once: of 50 copies that come at once exactly one [R120, A13]', async () => {
    const { api, issuer } = await startBoth(introspection)
    const holder = await createHolder(api, issuer, format)
    const proof = holder.prove()
    const answers = await times(50, () => holder.send({ proof }))
    expect(count(answers)).toEqual({ 200: 1, 401: 49 })
    for (const answer of answers.filter(({ status }) => status === 401)) {
      expect(answer.json).toMatchObject({ error: 'invalid_dpop_proof' })
    }
    expect(new Set(api.codes())).toEqual(new Set(['dpop_proof_replayed']))
    expect((await holder.send({ proof })).status).toBe(401)
    expect((await holder.send()).status).toBe(200)
  })

  it('is not used up by a request that is refused [R121, A14]', async () => {
    const { api, issuer } = await startBoth(introspection)
    const holder = await createHolder(api, issuer, format)
    const proof = holder.prove()
    for (const sent of [{ path: '/data' }, { method: 'POST' }, { token: `${holder.token}x` }]) {
      expect((await holder.send({ ...sent, proof })).status).not.toBe(200)
    }
    const posted = holder.prove({ method: 'POST', path: '/data' })
    const refused = await holder.send({ method: 'POST', path: '/data', proof: posted })
    expect(refused.status).toBe(403)
    const again = await holder.send({ method: 'POST', path: '/data', proof: posted })
    expect(again.status).toBe(403)
    expect((await holder.send({ proof })).status).toBe(200)
  })

  it('has its jti to itself: another key may use the same [R121, A14]', async () => {
    const { api, issuer } = await startBoth(introspection)
    const claims = { jti: randomUUID() }
    const [one, other] = await times(2, () => createHolder(api, issuer, format))
    expect((await one?.send({ proof: one.prove({ claims }) }))?.status).toBe(200)
    expect((await other?.send({ proof: other.prove({ claims }) }))?.status).toBe(200)
    expect((await one?.send({ proof: one.prove({ claims }) }))?.status).toBe(401)
  })
})
