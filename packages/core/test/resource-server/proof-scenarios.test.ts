import { createTestIssuer } from '@portcullis/testing'
import { describe, expect, test } from 'vitest'
import type { DPoPMode } from '../../src/index.js'
import { guardFor, valuesOf } from '../support/guard.js'
import { createHolder, type PresentationParts, presentation } from '../support/holder.js'

const issuer = await createTestIssuer()
const holder = createHolder(issuer)
const stranger = createHolder(issuer)

const plain = await issuer.token()
const bound = await holder.token()
const badPlain = await issuer.token({ defect: 'tampered-signature' })
const badBound = await issuer.token({
  claims: { cnf: { jkt: holder.key.thumbprint } },
  defect: 'tampered-signature',
})

/** What comes, made anew each time: a good proof is good once. */
const requests = {
  'Bearer, plain': () => ({ token: plain }),
  'Bearer, plain, proof': () => ({ token: plain, with: 'Bearer', proof: holder.proof(plain) }),
  'Bearer, bound': () => ({ token: bound }),
  'Bearer, bound, proof': () => ({ token: bound, with: 'Bearer', proof: holder.proof(bound) }),
  'Bearer, bad': () => ({ token: badPlain }),
  'Bearer, bad, proof': () => ({ token: badPlain, with: 'Bearer', proof: holder.proof(badPlain) }),
  'Bearer, no token': () => ({ headers: { authorization: 'Bearer' } }),
  'Bearer, no token, proof': () => ({ token: '', with: 'Bearer', proof: holder.proof('') }),
  'Bearer, two words': () => ({ token: `${plain} ${plain}` }),
  'Bearer, two words, proof': () => ({
    token: `${plain} x`,
    with: 'Bearer',
    proof: holder.proof(plain),
  }),
  'Bearer, junk': () => ({ token: 'junk' }),
  'DPoP, bound, proof': () => ({ token: bound, proof: holder.proof(bound) }),
  'DPoP, bound, bad proof': () => ({
    token: bound,
    proof: holder.proof(bound, { defect: 'tampered-signature' }),
  }),
  'DPoP, bound, junk proof': () => ({ token: bound, proof: 'junk' }),
  'DPoP, bound, proof of another': () => ({ token: bound, proof: stranger.proof(bound) }),
  'DPoP, bound, no proof': () => ({ token: bound, with: 'DPoP' }),
  'DPoP, plain, proof': () => ({ token: plain, proof: holder.proof(plain) }),
  'DPoP, plain, no proof': () => ({ token: plain, with: 'DPoP' }),
  'DPoP, bad, proof': () => ({ token: badBound, proof: holder.proof(badBound) }),
  'DPoP, bad, no proof': () => ({ token: badBound, with: 'DPoP' }),
  'DPoP, junk, proof': () => ({ token: 'junk', proof: holder.proof('junk') }),
  'DPoP, its own name': () => ({ headers: { authorization: 'DPoP dpop' } }),
  'DPoP, no token, proof': () => ({ headers: { authorization: 'DPoP', dpop: holder.proof('') } }),
  'DPoP, two proofs': () => ({ token: bound, proof: [holder.proof(bound), holder.proof(bound)] }),
  'DPoP, bound, proof, query': () => ({
    token: bound,
    proof: holder.proof(bound),
    target: `/items?access_token=${bound}`,
  }),
  'DPoP, bound, no proof, query': () => ({
    token: bound,
    with: 'DPoP',
    target: '/items?access_token=x',
  }),
  'no scheme, proof': () => ({ proof: holder.proof(bound) }),
  'no scheme, query': () => ({ target: `/items?access_token=${bound}` }),
  'no scheme, query, proof': () => ({
    target: `/items?access_token=${bound}`,
    proof: holder.proof(bound),
  }),
  nothing: () => ({}),
  'another scheme': () => ({ token: bound, with: 'Foo' }),
  'another scheme, proof': () => ({ token: bound, with: 'Foo', proof: holder.proof(bound) }),
  'another scheme, query': () => ({
    token: bound,
    with: 'Foo',
    target: `/items?access_token=${bound}`,
  }),
} satisfies Readonly<Record<string, () => PresentationParts>>

type Row = readonly [request: keyof typeof requests, status: number, challenges: string]

/** Status, and of each challenge its scheme and error. */
async function answerTo(dpop: DPoPMode, request: keyof typeof requests) {
  const outcome = await guardFor(issuer, { dpop }).protect(presentation(requests[request]()))
  const challenges = valuesOf(outcome, 'www-authenticate').map((value) =>
    value.replace(/^(\w+)(?: error="(\w+)")?.*/, '$1 $2').trim(),
  )
  return [outcome.ok ? 200 : outcome.status, challenges.join(' | ')]
}

const bothUnblamed = 'Bearer | DPoP'
const bothBlamed = 'Bearer invalid_request | DPoP invalid_request'
const ids = '[R94, R111, R112, R113, R114, C5, C11, C12]'

describe('DPoP is allowed', () => {
  test.each<Row>([
    ['Bearer, plain', 200, ''],
    ['Bearer, plain, proof', 200, ''],
    ['Bearer, bound', 401, 'Bearer invalid_token | DPoP'],
    ['Bearer, bound, proof', 401, 'Bearer invalid_token | DPoP'],
    ['Bearer, bad', 401, 'Bearer invalid_token | DPoP'],
    ['Bearer, bad, proof', 401, 'Bearer invalid_token | DPoP'],
    ['Bearer, no token', 400, 'Bearer invalid_request | DPoP'],
    ['Bearer, no token, proof', 400, bothBlamed],
    ['Bearer, two words', 400, 'Bearer invalid_request | DPoP'],
    ['Bearer, two words, proof', 400, 'Bearer invalid_request | DPoP'],
    ['Bearer, junk', 401, 'Bearer invalid_token | DPoP'],
    ['DPoP, bound, proof', 200, ''],
    ['DPoP, bound, bad proof', 401, 'DPoP invalid_dpop_proof | Bearer'],
    ['DPoP, bound, junk proof', 401, 'DPoP invalid_dpop_proof | Bearer'],
    ['DPoP, bound, proof of another', 401, 'DPoP invalid_token | Bearer'],
    ['DPoP, bound, no proof', 401, 'DPoP invalid_dpop_proof | Bearer'],
    ['DPoP, plain, proof', 401, 'DPoP invalid_token | Bearer'],
    ['DPoP, plain, no proof', 401, 'DPoP invalid_dpop_proof | Bearer'],
    ['DPoP, bad, proof', 401, 'DPoP invalid_token | Bearer'],
    ['DPoP, bad, no proof', 401, 'DPoP invalid_dpop_proof | Bearer'],
    ['DPoP, junk, proof', 401, 'DPoP invalid_token | Bearer'],
    ['DPoP, its own name', 401, 'DPoP invalid_dpop_proof | Bearer'],
    ['DPoP, no token, proof', 400, 'DPoP invalid_request | Bearer'],
    ['DPoP, two proofs', 400, 'DPoP invalid_request | Bearer'],
    ['DPoP, bound, proof, query', 400, bothBlamed],
    ['DPoP, bound, no proof, query', 400, bothBlamed],
    ['no scheme, proof', 401, bothUnblamed],
    ['no scheme, query', 401, bothUnblamed],
    ['no scheme, query, proof', 401, bothUnblamed],
    ['nothing', 401, bothUnblamed],
    ['another scheme', 401, bothUnblamed],
    ['another scheme, proof', 401, bothUnblamed],
    ['another scheme, query', 400, bothBlamed],
  ])(`${ids} %s: %i %s`, async (request, ...answer) => {
    expect(await answerTo('allowed', request)).toEqual(answer)
  })
})

describe('DPoP is required', () => {
  test.each<Row>([
    ['Bearer, plain', 401, 'DPoP'],
    ['Bearer, plain, proof', 401, 'DPoP'],
    ['Bearer, bound', 401, 'DPoP'],
    ['Bearer, bound, proof', 401, 'DPoP'],
    ['Bearer, bad', 401, 'DPoP'],
    ['Bearer, bad, proof', 401, 'DPoP'],
    ['Bearer, no token', 401, 'DPoP'],
    ['Bearer, junk', 401, 'DPoP'],
    ['DPoP, bound, proof', 200, ''],
    ['DPoP, bound, bad proof', 401, 'DPoP invalid_dpop_proof'],
    ['DPoP, bound, junk proof', 401, 'DPoP invalid_dpop_proof'],
    ['DPoP, bound, proof of another', 401, 'DPoP invalid_token'],
    ['DPoP, bound, no proof', 401, 'DPoP invalid_dpop_proof'],
    ['DPoP, plain, proof', 401, 'DPoP invalid_token'],
    ['DPoP, plain, no proof', 401, 'DPoP invalid_dpop_proof'],
    ['DPoP, bad, proof', 401, 'DPoP invalid_token'],
    ['DPoP, bad, no proof', 401, 'DPoP invalid_dpop_proof'],
    ['DPoP, junk, proof', 401, 'DPoP invalid_token'],
    ['DPoP, its own name', 401, 'DPoP invalid_dpop_proof'],
    ['DPoP, two proofs', 400, 'DPoP invalid_request'],
    ['DPoP, bound, proof, query', 400, 'DPoP invalid_request'],
    ['DPoP, bound, no proof, query', 400, 'DPoP invalid_request'],
    ['no scheme, proof', 401, 'DPoP'],
    ['no scheme, query', 401, 'DPoP'],
    ['no scheme, query, proof', 401, 'DPoP'],
    ['nothing', 401, 'DPoP'],
    ['another scheme', 401, 'DPoP'],
    ['another scheme, proof', 401, 'DPoP'],
    ['another scheme, query', 400, 'DPoP invalid_request'],
  ])(`${ids} %s: %i %s`, async (request, ...answer) => {
    expect(await answerTo('required', request)).toEqual(answer)
  })
})

describe('DPoP is off', () => {
  test.each<Row>([
    ['Bearer, plain', 200, ''],
    ['Bearer, plain, proof', 200, ''],
    ['Bearer, bound', 401, 'Bearer invalid_token'],
    ['Bearer, bound, proof', 401, 'Bearer invalid_token'],
    ['Bearer, bad', 401, 'Bearer invalid_token'],
    ['Bearer, bad, proof', 401, 'Bearer invalid_token'],
    ['Bearer, no token', 400, 'Bearer invalid_request'],
    ['Bearer, two words', 400, 'Bearer invalid_request'],
    ['DPoP, bound, proof', 401, 'Bearer'],
    ['DPoP, plain, proof', 401, 'Bearer'],
    ['DPoP, bad, proof', 401, 'Bearer'],
    ['DPoP, bound, no proof', 401, 'Bearer'],
    ['DPoP, two proofs', 401, 'Bearer'],
    ['DPoP, bound, proof, query', 400, 'Bearer invalid_request'],
    ['no scheme, proof', 401, 'Bearer'],
    ['no scheme, query', 401, 'Bearer'],
    ['nothing', 401, 'Bearer'],
    ['another scheme', 401, 'Bearer'],
    ['another scheme, proof', 401, 'Bearer'],
  ])(`${ids} %s: %i %s`, async (request, ...answer) => {
    expect(await answerTo('off', request)).toEqual(answer)
  })
})

test('[R115] Proxy-Authorization is never looked at, and Proxy-Authenticate never sent', async () => {
  const headers = { 'proxy-authorization': `DPoP ${bound}`, dpop: holder.proof(bound) }
  const outcome = await guardFor(issuer).protect(presentation({ headers }))
  expect(outcome).toMatchObject({ ok: false, status: 401, reason: { code: 'credentials_missing' } })
  expect(valuesOf(outcome, 'proxy-authenticate')).toEqual([])
})
