import { createCertificate, createProofKey, tokenDefects } from '@portcullis/testing'
import { describe, expect, test } from 'vitest'
import { plain } from './support/guard.js'
import { judge, verdict } from './support/judge.js'

const forms = ['jwt', 'reference'] as const
const key = createProofKey()

describe.each(forms)('a %s token', (form) => {
  test('is a local one', async () => {
    const { authority, guard } = await plain()
    const outcome = await judge(guard, await authority.token(form))
    const token = outcome.ok ? outcome.access?.token : undefined
    expect([...(token?.scopes ?? [])]).toEqual(['local-api'])
    expect(token).toMatchObject({
      format: 'local',
      binding: 'none',
      issuer: authority.issuer,
      subject: 'user-1',
      clientId: 'client-1',
      audience: ['local'],
    })
  })

  test.each([
    [{ aud: 'other' }, '401 audience_mismatch'],
    [{ aud: undefined }, '401 claim_missing'],
    [{ scope: 'other' }, '403 scope_insufficient'],
    [{ scope: undefined }, '403 scope_insufficient'],
    [{ scope: ['local-api', 'more'] }, '200'],
    [{ aud: ['other', 'local'] }, '200'],
    [{ exp: 1 }, '401 token_expired'],
    [{ exp: 'never' }, '401 claim_malformed'],
    [{ nbf: 32_503_680_000 }, '401 token_not_yet_valid'],
    [{ iss: 'https://intruder.test' }, '401 issuer_not_trusted'],
    [{ client_id: 5 }, '401 claim_malformed'],
    [{ cnf: { unknown: 'member' } }, '401 confirmation_not_supported'],
    [{ cnf: 'text' }, '401 confirmation_malformed'],
  ])('that says %j gets %s', async (claims, expected) => {
    const { authority, guard } = await plain()
    expect(await verdict(guard, await authority.token(form, claims))).toBe(expected)
  })

  test('for anybody passes where audience and scope are null', async () => {
    const { authority, guard } = await plain({ audience: null, scope: null })
    const token = await authority.token(form, { aud: undefined, scope: undefined })
    expect(await verdict(guard, token)).toBe('200')
  })

  test('must satisfy the policy of the guard beside its scope', async () => {
    const { authority, guard } = await plain({ policy: ({ subject }) => subject === 'bob' })
    expect(await verdict(guard, await authority.token(form, { sub: 'bob' }))).toBe('200')
    const other = await authority.token(form)
    expect(await verdict(guard, other)).toBe('403 policy_refused')
    const unscoped = await authority.token(form, { sub: 'bob', scope: '' })
    expect(await verdict(guard, unscoped)).toBe('403 scope_insufficient')
  })

  test('keeps the clock of the guard, with no tolerance unless told', async () => {
    const { authority, guard, clock } = await plain()
    const lenient = await plain({ clockToleranceSeconds: 5 })
    const token = await authority.token(form)
    clock.advance(300)
    expect(await verdict(guard, token)).toBe('401 token_expired')
    const other = await lenient.authority.token(form)
    lenient.clock.advance(304)
    expect(await verdict(lenient.guard, other)).toBe('200')
    lenient.clock.advance(1)
    expect(await verdict(lenient.guard, other)).toBe('401 token_expired')
  })
})

describe.each(forms)('a %s token that is bound', (form) => {
  const cnf = { jkt: key.thumbprint }
  // Proofs of a real clock.
  const clock = Date.now

  test.each(['off', 'allowed', 'required'] as const)(
    'to a key is no bearer token, DPoP %s',
    async (dpop) => {
      const { authority, guard } = await plain({ dpop, clock })
      const token = await authority.token(form, { cnf })
      expect(await verdict(guard, token)).toMatch(/^401 /)
      const proven = await verdict(guard, token, { key })
      expect(proven).toBe(dpop === 'off' ? '401 scheme_not_accepted' : '200')
    },
  )

  test('to a certificate needs that certificate, in every mode', async () => {
    const certificate = await createCertificate()
    const { der } = await createCertificate({ name: 'another' })
    const bound = { cnf: { 'x5t#S256': certificate.thumbprint } }
    for (const mtls of ['allowed', 'required'] as const) {
      const { authority, guard } = await plain({ mtls, clock })
      const token = await authority.token(form, bound)
      expect(await verdict(guard, token, { certificate: certificate.der })).toBe('200')
      expect(await verdict(guard, token, { certificate: der })).toBe('401 certificate_mismatch')
      expect(await verdict(guard, token)).toBe('401 certificate_missing')
    }
    const { authority, guard } = await plain({ clock })
    const token = await authority.token(form, bound)
    const sent = { certificate: certificate.der }
    expect(await verdict(guard, token, sent)).toBe('401 confirmation_not_supported')
  })

  test('to both needs both', async () => {
    const { der, thumbprint } = await createCertificate()
    const { authority, guard } = await plain({ mtls: 'required', dpop: 'required', clock })
    const token = await authority.token(form, { cnf: { ...cnf, 'x5t#S256': thumbprint } })
    const outcome = await judge(guard, token, { key, certificate: der })
    expect(outcome.ok && outcome.access?.token.binding).toBe('dpop+mtls')
    expect(await verdict(guard, token, { key })).toBe('401 certificate_missing')
    expect(await verdict(guard, token, { certificate: der })).toMatch(/^401 /)
  })
})

describe('a forged JWT', () => {
  test.each(tokenDefects)(
    '%s is refused, and the authority is not asked about it',
    async (defect) => {
      const { authority, guard } = await plain()
      const claims = { aud: 'local', scope: 'local-api' }
      const token = await authority.forge.token({ claims, defect })
      expect(await verdict(guard, token)).toMatch(/^40[01] /)
      if (defect !== 'cnf-jkt') expect(authority.asked).toEqual([])
    },
  )
})

test('an encrypted token is refused', async () => {
  const { guard } = await plain()
  const header = Buffer.from('{"alg":"dir","enc":"A256GCM"}').toString('base64url')
  expect(await verdict(guard, `${header}..a.b.c`)).toBe('401 token_encrypted')
})

test('a reference token without exp is good as long as the authority says so', async () => {
  const { authority, guard } = await plain()
  const token = authority.reference({ exp: undefined })
  expect(await verdict(guard, token)).toBe('200')
  authority.references.delete(token)
  expect(await verdict(guard, token)).toBe('401 token_inactive')
})

test('what the authority keeps is neither frozen nor changed', async () => {
  const { authority, guard } = await plain()
  const token = authority.reference({ own: { list: ['a'] } })
  const kept = authority.references.get(token)
  expect(await verdict(guard, token)).toBe('200')
  expect(Object.isFrozen(kept)).toBe(false)
  expect(Object.isFrozen(kept?.own)).toBe(false)
})
