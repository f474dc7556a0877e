import { createTestIssuer } from '@portcullis/testing'
import { describe, expect, test } from 'vitest'
import type { ResourceRequest, ResourceServer, ResourceServerOptions } from '../../src/index.js'
import { certificate, otherCertificate, peerWith } from '../support/certificates.js'
import { codeOf, granted, guardFor } from '../support/guard.js'
import { createHolder, presentation } from '../support/holder.js'

const issuer = await createTestIssuer()
const holder = createHolder(issuer)
const stranger = createHolder(issuer)
const introspection = { clientId: 'api1', clientSecret: 'api1_secret' }
const own = peerWith(certificate)
const foreign = peerWith(otherCertificate)

type Make = (cnf: object) => Promise<string> | string

const formats: readonly [string, Make, Partial<ResourceServerOptions>][] = [
  ['a JWT', (cnf) => issuer.token({ claims: { cnf } }), {}],
  ['a reference token', (cnf) => issuer.issueReferenceToken({ cnf }), {}],
  [
    'a JWT that the issuer is asked about as well',
    (cnf) => issuer.token({ claims: { cnf } }),
    { jwtValidation: 'introspect' },
  ],
]

describe.each(formats)('%s', (_what, make, extra) => {
  const guard = guardFor(issuer, { introspection, mtls: 'allowed', ...extra })

  test('[R109, R110, R111, R112] that is bound to a key needs a proof by it', async () => {
    const token = await make({ jkt: holder.key.thumbprint })
    const codes = await codesOf(guard, [
      presentation({ token }),
      presentation({ token, with: 'DPoP' }),
      stranger.presenting(token),
      holder.presenting(token, { defect: 'tampered-signature' }),
      holder.presenting(token),
    ])
    expect(codes).toEqual([
      'binding_required',
      'dpop_proof_missing',
      'dpop_key_mismatch',
      'dpop_signature_invalid',
      'granted',
    ])
  })

  test('[R110, R125, R127, R128] that is bound to a certificate needs that one', async () => {
    const token = await make({ 'x5t#S256': certificate.thumbprint })
    const codes = await codesOf(guard, [
      presentation({ token }),
      presentation({ token, peer: foreign }),
      presentation({ token, peer: own }),
    ])
    expect(codes).toEqual(['certificate_missing', 'certificate_mismatch', 'granted'])
  })

  test('[R131] that is bound to both needs both', async () => {
    const token = await make({
      jkt: holder.key.thumbprint,
      'x5t#S256': certificate.thumbprint,
    })
    const codes = await codesOf(guard, [
      holder.presenting(token),
      presentation({ token, peer: own }),
      holder.presenting(token, {}, { peer: foreign }),
      stranger.presenting(token, {}, { peer: own }),
      holder.presenting(token, {}, { peer: own }),
    ])
    expect(codes).toEqual([
      'certificate_missing',
      'binding_required',
      'certificate_mismatch',
      'dpop_key_mismatch',
      'granted',
    ])
  })

  test('[R131, C9] that is bound in an unknown way is refused', async () => {
    const codes = await codesOf(guard, [presentation({ token: await make({ kid: 'x' }) })])
    expect(codes).toEqual(['confirmation_not_supported'])
  })

  test('[R112, A19, A26] a moment after it was good nothing of that is remembered', async () => {
    const keyBound = await make({ jkt: holder.key.thumbprint })
    const certificateBound = await make({ 'x5t#S256': certificate.thumbprint })
    for (let round = 0; round < 3; round++) {
      const { binding } = granted(await guard.protect(holder.presenting(keyBound)))
      expect(binding).toBe('dpop')
      const codes = await codesOf(guard, [
        presentation({ token: keyBound }),
        presentation({ token: keyBound, peer: own }),
        presentation({ token: keyBound, with: 'DPoP' }),
        stranger.presenting(keyBound),
      ])
      expect(codes).toEqual([
        'binding_required',
        'binding_required',
        'dpop_proof_missing',
        'dpop_key_mismatch',
      ])
      const request = presentation({ token: certificateBound, peer: own })
      expect(granted(await guard.protect(request)).binding).toBe('mtls')
      expect(
        await codesOf(guard, [
          presentation({ token: certificateBound }),
          presentation({ token: certificateBound, peer: foreign }),
          holder.presenting(certificateBound, {}, { peer: own }),
        ]),
      ).toEqual(['certificate_missing', 'certificate_mismatch', 'binding_missing'])
    }
  })

  test('[R112, A19] nor by another guard that shares what is known of tokens', async () => {
    const token = await make({ jkt: holder.key.thumbprint })
    const off = guardFor(issuer, { introspection, dpop: 'off', ...extra })
    expect(granted(await guard.protect(holder.presenting(token))).binding).toBe('dpop')
    expect(await codesOf(off, [presentation({ token })])).toEqual(['binding_required'])
  })
})

async function codesOf(guard: ResourceServer, requests: readonly ResourceRequest[]) {
  const codes: string[] = []
  for (const request of requests) codes.push(codeOf(await guard.protect(request)))
  return codes
}

describe('what introspection says of the type of a token', () => {
  const guard = guardFor(issuer, { introspection })

  test.each(['DPoP', 'Bearer', 'access_token', 'N_A', undefined])(
    '[R109, R110] token_type %s decides nothing: cnf does',
    async (token_type) => {
      const bound = issuer.issueReferenceToken({
        token_type,
        cnf: { jkt: holder.key.thumbprint },
      })
      const plain = issuer.issueReferenceToken({ token_type })
      expect(
        await codesOf(guard, [
          presentation({ token: bound }),
          holder.presenting(bound),
          presentation({ token: plain }),
          holder.presenting(plain),
        ]),
      ).toEqual(['binding_required', 'granted', 'granted', 'binding_missing'])
    },
  )

  test.each([null, 'x', [], {}, { jkt: 1 }, { 'x5t#S256': [] }, '{"jkt":"x"}'])(
    '[R109, R131, C9] cnf %j is 401, whatever it is',
    async (cnf) => {
      const token = issuer.issueReferenceToken({ cnf })
      const [code] = await codesOf(guard, [presentation({ token })])
      expect(code).toMatch(/^confirmation_|^claim_malformed$/)
    },
  )
})

test('[R111] the opaque example of RFC 9449, two dots and all, goes the way of any reference token', async () => {
  const example = 'Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU'
  const guard = guardFor(issuer, { introspection })
  const token = issuer.issueReferenceToken({ cnf: { jkt: holder.key.thumbprint } }, example)
  expect(token).toBe(example)
  const codes = await codesOf(guard, [presentation({ token }), holder.presenting(token)])
  expect(codes).toEqual(['binding_required', 'granted'])
})
