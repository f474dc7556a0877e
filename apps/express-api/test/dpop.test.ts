import { createProofKey, type ProofDefect, proofDefects } from '@portcullis/testing'
import { describe, expect, it } from 'vitest'
import { createHolder, formats, tokenOf } from './holder.js'
import { introspection } from './introspecting.js'
import { type Answer, startBoth } from './running.js'

/** A list of proofs is a fault of the request, also where JSON has the comma (C11). */
const lists: readonly ProofDefect[] = ['two-joined', 'json-serialization']

/** What a proof with this defect is answered with. */
function refusalOf(defect: ProofDefect): string {
  if (lists.includes(defect)) return '400 invalid_request'
  return defect === 'other-key' ? '401 invalid_token' : '401 invalid_dpop_proof'
}

const start = (DPOP?: string) => startBoth({ ...introspection, ...(DPOP && { DPOP }) })
const schemesOf = (answer: Answer) =>
  answer.lines('www-authenticate').map((challenge) => challenge.split(' ', 1)[0])

describe.each(formats)('a %s that is bound to a key', (format) => {
  it('is taken with a proof of that key, on every route [R107, R108, R110]', async () => {
    const { api, issuer } = await start()
    const holder = await createHolder(api, issuer, format)
    const answer = await holder.send()
    expect(answer.status).toBe(200)
    expect(answer.json).toMatchObject({ format, binding: 'dpop' })
    for (const path of ['/data', '/items/7', '/public', '/data?page=2']) {
      expect((await holder.send({ path })).status).toBe(200)
    }
    expect((await holder.send({ path: '/data', method: 'POST' })).status).toBe(403)
    expect((await holder.send({ scheme: 'dpop' })).status).toBe(200)
  })

  it.each(['off', 'allowed', 'required'])(
    'is no bearer token, with or without a proof, with DPOP=%s [R112, A19]',
    async (mode) => {
      const { api, issuer } = await start(mode)
      const { token, prove } = await createHolder(api, issuer, format)
      for (const sent of [{ token }, { token, proof: prove() }]) {
        const answer = await api.send(sent)
        expect(answer.status).toBe(401)
        expect((await api.send({ ...sent, path: '/public' })).status).toBe(401)
      }
    },
  )

  it('is no bearer token a moment after its proof was good [A19, A26]', async () => {
    const { api, issuer } = await start()
    const holder = await createHolder(api, issuer, format)
    const stranger = createProofKey()
    expect((await holder.send()).status).toBe(200)
    const asBearer = await api.send({ token: holder.token })
    expect(asBearer.json).toMatchObject({ error: 'invalid_token' })
    const ofAnother = await holder.send({ proof: holder.prove({ key: stranger }) })
    expect([asBearer.status, ofAnother.status]).toEqual([401, 401])
    expect(api.codes()).toEqual(['binding_required', 'dpop_key_mismatch'])
    expect((await holder.send()).status).toBe(200)
  })

  it('asks for a proof of this token, by the right key [C5, R107, R113, A17]', async () => {
    const { api, issuer } = await start()
    const holder = await createHolder(api, issuer, format)
    const other = await tokenOf(issuer, format)
    const swapped = await holder.send({ proof: holder.prove({ token: other }) })
    expect(swapped.json).toMatchObject({ error: 'invalid_dpop_proof' })
    const stolen = await holder.send({ proof: holder.prove({ key: createProofKey() }) })
    expect(stolen.json).toMatchObject({ error: 'invalid_token' })
    expect(stolen.lines('www-authenticate')).toEqual([
      expect.stringMatching(/^DPoP error="invalid_token", .*algs="/),
      expect.stringMatching(/^Bearer resource_metadata="[^"]+"$/),
    ])
    expect(api.codes()).toEqual(['dpop_token_mismatch', 'dpop_key_mismatch'])
  })

  it('is no token at all under the DPoP scheme when it is bound to nothing [R111, A19]', async () => {
    const { api, issuer } = await start()
    const holder = await createHolder(api, issuer, format, { cnf: undefined })
    expect((await holder.send()).status).toBe(401)
    expect(api.codes()).toEqual(['binding_missing'])
  })
})

describe('the modes of DPoP', () => {
  const algs = /^DPoP resource_metadata="[^"]+", algs="ES256[A-Za-z0-9 ]+"$/

  it.each([
    ['off', ['Bearer']],
    ['allowed', ['Bearer', 'DPoP']],
    ['required', ['DPoP']],
  ])('%s offers %j to who comes without a token [R23, R113, R114, C11]', async (mode, schemes) => {
    const { api } = await start(mode)
    const answer = await api.send()
    expect(schemesOf(answer)).toEqual(schemes)
    for (const challenge of answer.lines('www-authenticate')) {
      expect(challenge).not.toContain('error')
      if (challenge.startsWith('DPoP')) expect(challenge).toMatch(algs)
    }
  })

  it('off knows no DPoP scheme [C11]', async () => {
    const { api, issuer } = await start('off')
    const answer = await (await createHolder(api, issuer)).send()
    expect([answer.status, answer.json]).toEqual([401, {}])
    expect(schemesOf(answer)).toEqual(['Bearer'])
  })

  it('required knows no Bearer scheme, and no token that is not bound [R187, R199, C11]', async () => {
    const { api, issuer } = await start('required')
    const plain = await issuer.token()
    const asBearer = await api.send({ token: plain })
    expect([asBearer.status, asBearer.json]).toEqual([401, {}])
    expect(schemesOf(asBearer)).toEqual(['DPoP'])
    const unbound = await createHolder(api, issuer, 'jwt', { cnf: undefined })
    expect((await unbound.send()).json).toMatchObject({ error: 'invalid_token' })
    expect((await (await createHolder(api, issuer)).send()).status).toBe(200)
  })
})

describe('a proof', () => {
  it('that is missing, or there twice [R94, C11]', async () => {
    const { api, issuer } = await start()
    const { token, prove } = await createHolder(api, issuer)
    const none = await api.send({ token, scheme: 'DPoP' })
    expect([none.status, none.json]).toMatchObject([401, { error: 'invalid_dpop_proof' }])
    const two = await api.send({ token, scheme: 'DPoP', proof: [prove(), prove()] })
    expect([two.status, two.json]).toMatchObject([400, { error: 'invalid_request' }])
  })

  it('with one thing wrong is refused, whatever it is; never with 5xx [A15, A17, A18]', async () => {
    const { api, issuer } = await start()
    const holder = await createHolder(api, issuer)
    const came: [ProofDefect, string][] = []
    for (const defect of proofDefects) {
      const { status, json } = await holder.send({ proof: holder.prove({ defect }) })
      came.push([defect, `${status} ${(json as { error?: string }).error}`])
    }
    expect(came).toEqual(proofDefects.map((defect) => [defect, refusalOf(defect)]))
    expect(api.log.join('')).not.toContain(holder.token)
    expect((await holder.send()).status).toBe(200)
  })

  it.each([
    ['a query', (url: string) => `${url}?a=b`],
    ['a fragment', (url: string) => `${url}#there`],
    ['the host in capitals', (url: string) => url.replace('http://', 'HTTP://')],
    ['an escaped letter', (url: string) => url.replace('/me', '/%6De')],
    ['dot segments', (url: string) => url.replace('/me', '/items/./../me')],
  ])('whose URL has %s is for this URL all the same [R102, R103, A15]', async (_what, change) => {
    const { api, issuer } = await start()
    const holder = await createHolder(api, issuer)
    const proof = holder.prove({ url: change(`${api.url}/me`) })
    expect((await holder.send({ proof })).status).toBe(200)
  })

  it('of every algorithm that the challenge lists is taken [R98]', async () => {
    const { api, issuer } = await start()
    const challenge = (await api.send()).lines('www-authenticate').join()
    const algorithms = /algs="([^"]+)"/.exec(challenge)?.[1]?.split(' ') ?? []
    expect(algorithms).toContain('ES256')
    for (const algorithm of ['ES256', 'ES384', 'ES512', 'EdDSA', 'RS256', 'PS256'] as const) {
      expect(algorithms).toContain(algorithm)
      const key = createProofKey(algorithm)
      const claims = { cnf: { jkt: key.thumbprint } }
      const holder = await createHolder(api, issuer, 'jwt', claims)
      expect((await holder.send({ proof: holder.prove({ key }) })).status).toBe(200)
    }
  })
})
