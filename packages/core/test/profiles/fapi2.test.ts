import {
  createTestIssuer,
  generateSigningKey,
  type SigningAlgorithm,
  type TestIssuer,
  type TestKey,
} from '@portcullis/testing'
import { describe, expect, test } from 'vitest'
import {
  createResourceServer,
  privateKeyJwt,
  type ResourceServerOptions,
  scopes,
  signedMetadata,
} from '../../src/index.js'
import { type AssertionAlgorithm, webCryptoKey } from '../introspection/setting.js'
import { certificate, otherCertificate, peerWith } from '../support/certificates.js'
import { configurationError } from '../support/errors.js'
import { codeOf, granted, guardFor, refused, valuesOf } from '../support/guard.js'
import { createHolder, presentation } from '../support/holder.js'

type Extra = Partial<Omit<ResourceServerOptions, 'issuer' | 'issuers'>>

const introspection = { clientId: 'api1', clientSecret: 'api1_secret' }
const toCertificate = { cnf: { 'x5t#S256': certificate.thumbprint } }

function guardOf(of: TestIssuer, extra: Extra = {}) {
  return guardFor(of, { profile: 'fapi2', ...extra })
}

/** A short token, as the profile wants it. */
function short(of: TestIssuer, claims: Readonly<Record<string, unknown>> = {}) {
  const iat = Math.floor(of.clock() / 1000)
  return { iat, exp: iat + 300, ...claims }
}

async function dpopCode(of: TestIssuer, holder = createHolder(of), extra: Extra = {}) {
  const token = await holder.token(short(of))
  return codeOf(await guardOf(of, extra).protect(holder.presenting(token)))
}

describe('what passes', () => {
  test('[R199, R196] a token with a proof of its key', async () => {
    const of = await createTestIssuer()
    const holder = createHolder(of)
    const outcome = await guardOf(of).protect(
      holder.presenting(await holder.token(short(of, { scope: 'api1.read' }))),
    )
    expect(granted(outcome)).toMatchObject({ binding: 'dpop', format: 'jwt' })
  })

  test('[R199] a token with the certificate of its client, and with no other', async () => {
    const of = await createTestIssuer()
    const token = await of.token({ claims: short(of, toCertificate) })
    for (const extra of [{ mtls: 'allowed' }, { mtls: 'allowed', dpop: 'off' }] as const) {
      const guard = guardOf(of, extra)
      const with_ = async (peer: ReturnType<typeof peerWith>) =>
        codeOf(await guard.protect(presentation({ token, peer })))
      expect(await with_(peerWith(certificate))).toBe('granted')
      expect(await with_(peerWith(otherCertificate))).not.toBe('granted')
    }
  })

  test('[R197] a reference token, however long it lives, while its issuer says active', async () => {
    const of = await createTestIssuer()
    const guard = guardOf(of, {
      mtls: 'allowed',
      introspection: { ...introspection, cacheSeconds: 0 },
    })
    const exp = Math.floor(of.clock() / 1000) + 7200
    const token = of.issueReferenceToken({ ...toCertificate, exp })
    const come = async () =>
      codeOf(await guard.protect(presentation({ token, peer: peerWith(certificate) })))
    expect(await come()).toBe('granted')
    of.revoke(token)
    expect(await come()).toBe('token_inactive')
  })

  test('[R197] a long JWT where its issuer is asked, until it was revoked', async () => {
    const of = await createTestIssuer()
    const holder = createHolder(of)
    const { iat } = short(of)
    const token = await holder.token({ iat, exp: iat + 3600 })
    const asked = { introspection, jwtValidation: 'introspect' } as const
    const guard = guardOf(of, { ...asked, introspection: { ...introspection, cacheSeconds: 0 } })
    expect(codeOf(await guard.protect(holder.presenting(token)))).toBe('granted')
    of.revoke(token)
    expect(codeOf(await guard.protect(holder.presenting(token)))).toBe('token_inactive')
    // The same one is too long where nobody asks.
    expect(codeOf(await guardOf(of).protect(holder.presenting(token)))).toBe(
      'token_lifetime_too_long',
    )
  })
})

describe('what does not', () => {
  test('[R199] a plain bearer token, and a bound one that is shown without its key', async () => {
    const of = await createTestIssuer()
    const holder = createHolder(of)
    const bound = await holder.token(short(of))
    const plain = await of.token({ claims: short(of) })
    for (const extra of [{}, { mtls: 'allowed' }] as const) {
      const guard = guardOf(of, extra)
      for (const token of [plain, bound]) {
        expect((await guard.protect(presentation({ token }))).ok).toBe(false)
        expect((await guard.protect(presentation({ token, with: 'DPoP' }))).ok).toBe(false)
      }
      expect((await guard.protect(holder.presenting(plain))).ok).toBe(false)
    }
  })

  test('[R196] a token that is anywhere but in the header', async () => {
    const of = await createTestIssuer()
    const holder = createHolder(of)
    const token = await holder.token(short(of))
    const target = `/items?access_token=${token}`
    for (const extra of [{}, { ignoreQueryToken: true }, { mtls: 'allowed' }] as const) {
      const guard = guardOf(of, extra)
      const inQuery = presentation({ target, headers: { dpop: holder.proof(token) } })
      expect((await guard.protect(inQuery)).ok).toBe(false)
      const inCookie = presentation({
        headers: { cookie: `access_token=${token}`, dpop: holder.proof(token) },
      })
      expect(codeOf(await guard.protect(inCookie))).toBe('credentials_missing')
    }
    // Twice is refused as well: in the header as it must be, and in the query.
    const twice = holder.presenting(token, {}, { target })
    expect(refused(await guardOf(of).protect(twice)).status).toBe(400)
    expect(codeOf(await guardOf(of).protect(holder.presenting(token)))).toBe('granted')
  })

  test('[R198] one without the right to this very call: 403, in words of RFC 6750', async () => {
    const of = await createTestIssuer()
    const holder = createHolder(of)
    const guard = guardOf(of)
    const come = async (scope: string) =>
      guard.protect(holder.presenting(await holder.token(short(of, { scope }))), {
        policy: scopes('payments'),
      })
    expect(codeOf(await come('payments'))).toBe('granted')
    const answer = refused(await come('accounts'))
    expect(answer.status).toBe(403)
    const [challenge] = valuesOf(answer, 'www-authenticate')
    expect(challenge).toMatch(/^DPoP error="insufficient_scope"/)
    expect(challenge).toContain('scope="payments"')
  })

  test.each(['iat', 'exp'])('[R197] one without %s', async (name) => {
    const of = await createTestIssuer()
    const holder = createHolder(of)
    const token = await holder.token(short(of, { [name]: undefined }))
    expect(codeOf(await guardOf(of).protect(holder.presenting(token)))).toBe('claim_missing')
  })

  test.each([
    [10, 'granted'],
    [11, 'token_issued_in_future'],
    [61, 'token_issued_in_future'],
  ])('[R203] issued %i s ahead: %s', async (seconds, expected) => {
    const of = await createTestIssuer()
    of.clock.set(Math.floor(of.clock() / 1000) * 1000)
    const holder = createHolder(of)
    const iat = of.clock() / 1000 + seconds
    const token = await holder.token({ iat, exp: iat + 60 })
    expect(codeOf(await guardOf(of).protect(holder.presenting(token)))).toBe(expected)
  })
})

describe('algorithms', () => {
  const all: readonly [SigningAlgorithm, boolean][] = [
    ['PS256', true],
    ['ES256', true],
    ['Ed25519', true],
    ['EdDSA', true],
    ['RS256', false],
    ['RS512', false],
    ['PS384', false],
    ['ES512', false],
  ]

  test.each(all)('[R200, C1] of a token: %s passes: %s', async (algorithm, isTaken) => {
    const of = await createTestIssuer({ algorithms: [algorithm] })
    expect(await dpopCode(of)).toBe(isTaken ? 'granted' : 'algorithm_not_allowed')
  })

  test.each(all)('[R200, C1] of a proof: %s passes: %s', async (algorithm, isTaken) => {
    const of = await createTestIssuer()
    const code = await dpopCode(of, createHolder(of, algorithm))
    expect(code).toBe(isTaken ? 'granted' : 'dpop_algorithm_not_allowed')
  })

  test.each([
    [1024, 'refused'],
    [2048, 'granted'],
  ])('[R200] a token by an RSA key of %i bits: %s', async (modulusLength, expected) => {
    const of = await createTestIssuer()
    const key = generateSigningKey('PS256', { modulusLength })
    const guard = createResourceServer({
      issuers: [{ issuer: of.issuer, jwks: { keys: [key.publicJwk] } }],
      audience: 'api1',
      profile: 'fapi2',
      mtls: 'allowed',
      clock: of.clock,
      fetch: of.fetch,
    })
    const token = await signedBy(of, key)
    const { ok } = await guard.protect(presentation({ token, peer: peerWith(certificate) }))
    expect(ok ? 'granted' : 'refused').toBe(expected)
  })

  function signedBy(of: TestIssuer, key: TestKey) {
    return of.token({ key, claims: short(of, toCertificate) })
  }

  test('[R206, R92] an answer about a token is a signed one, where that is demanded', async () => {
    const of = await createTestIssuer()
    const response = 'jwt'
    const extra = { mtls: 'allowed', introspection: { ...introspection, response } } as const
    const come = async () => {
      const token = of.issueReferenceToken(toCertificate)
      return codeOf(
        await guardOf(of, extra).protect(presentation({ token, peer: peerWith(certificate) })),
      )
    }
    expect(await come()).toBe('granted')
    expect(of.requests.introspections).toMatchObject([
      { accept: 'application/token-introspection+jwt' },
    ])
    of.fault('introspection', { kind: 'signed', overrides: { defect: 'other-key' } })
    expect(await come()).toBe('introspection_answer_invalid')
    const plain = JSON.stringify({ active: true, iss: of.issuer, aud: 'api1', ...toCertificate })
    const headers = { 'content-type': 'application/json' }
    of.fault('introspection', { kind: 'status', status: 200, body: plain, headers })
    expect(await come()).toBe('introspection_answer_invalid')
  })

  test('[R206, R200] and not by RS256', async () => {
    const of = await createTestIssuer({ algorithms: ['RS256'] })
    const response = 'jwt'
    const extra = { mtls: 'allowed', introspection: { ...introspection, response } } as const
    const token = of.issueReferenceToken(toCertificate)
    const request = presentation({ token, peer: peerWith(certificate) })
    expect(codeOf(await guardOf(of, extra).protect(request))).toBe('introspection_answer_invalid')
    expect(codeOf(await guardFor(of, extra).protect(request))).toBe('granted')
  })

  const assertions: readonly [AssertionAlgorithm, boolean][] = [
    ['PS256', true],
    ['ES256', true],
    ['Ed25519', true],
    ['RS256', false],
    ['ES384', false],
  ]

  test.each(assertions)(
    '[R200, R76] of our own assertions: %s passes: %s',
    async (name, isTaken) => {
      const authentication = privateKeyJwt(await webCryptoKey(generateSigningKey(name)))
      const asked = { clientId: 'api1', authentication }
      const issuer = 'https://identity.example.com'
      const makers = [
        () => makeFapi({ issuer, introspection: asked }),
        () => makeFapi({ issuers: [{ issuer, introspection: asked }] }),
      ]
      for (const make of makers) {
        if (isTaken) expect(make).not.toThrow()
        else expect(configurationError(make).message).toMatch(/fapi2: write privateKeyJwt\(\) with/)
      }
      expect(() => makeFapi({ issuer, introspection: asked, profile: undefined })).not.toThrow()
    },
  )

  test.each(assertions)('[R200] of signed metadata: %s passes: %s', async (algorithm, isTaken) => {
    const key = await webCryptoKey(generateSigningKey(algorithm))
    const issuer = 'https://identity.example.com'
    const signer = signedMetadata({ issuer, key, algorithm })
    const publicUrl = 'https://api.example.com'
    const makers = [
      () => makeFapi({ issuer, publicUrl, metadata: { signer } }),
      () => makeFapi({ issuer, publicUrl, metadata: { resourceSigningAlgorithms: [algorithm] } }),
    ]
    for (const make of makers) {
      if (isTaken) expect(make).not.toThrow()
      else
        expect(configurationError(make).message).toMatch(/^metadata\..* against fapi2: write some/)
    }
  })

  function makeFapi(options: object) {
    const common = { audience: 'api1', profile: 'fapi2', mtls: 'allowed' }
    return createResourceServer({ ...common, ...options } as ResourceServerOptions)
  }
})
