import { createTestIssuer } from '@portcullis/testing'
import { describe, expect, test } from 'vitest'
import type { DenialCode, ResourceRequest } from '../../src/index.js'
import { certificate, otherCertificate, peerWith } from '../support/certificates.js'
import { codeOf, granted, guardFor, refused, valuesOf } from '../support/guard.js'
import { createHolder, presentation } from '../support/holder.js'

const issuer = await createTestIssuer()
const holder = createHolder(issuer)
const stranger = createHolder(issuer)
const { thumbprint } = certificate
const jkt = holder.key.thumbprint

const tokens = {
  plain: await issuer.token(),
  'key-bound': await issuer.token({ claims: { cnf: { jkt } } }),
  'certificate-bound': await issuer.token({ claims: { cnf: { 'x5t#S256': thumbprint } } }),
  'doubly bound': await issuer.token({ claims: { cnf: { jkt, 'x5t#S256': thumbprint } } }),
}

type Kind = keyof typeof tokens
type Mode = 'off' | 'allowed' | 'required'

const own = peerWith(certificate)
const foreign = peerWith(otherCertificate)

/** What there is to show, and how. */
const shows = {
  'Bearer, nothing': (token: string) => presentation({ token }),
  'Bearer, proof': (token: string) =>
    presentation({ token, with: 'Bearer', proof: holder.proof(token) }),
  'Bearer, certificate': (token: string) => presentation({ token, peer: own }),
  'Bearer, another certificate': (token: string) => presentation({ token, peer: foreign }),
  'Bearer, proof and certificate': (token: string) =>
    presentation({ token, with: 'Bearer', proof: holder.proof(token), peer: own }),
  'DPoP, nothing': (token: string) => presentation({ token, with: 'DPoP' }),
  'DPoP, proof': (token: string) => holder.presenting(token),
  'DPoP, proof of another key': (token: string) => stranger.presenting(token),
  'DPoP, proof and certificate': (token: string) => holder.presenting(token, {}, { peer: own }),
  'DPoP, proof and another certificate': (token: string) =>
    holder.presenting(token, {}, { peer: foreign }),
  'DPoP, certificate': (token: string) => presentation({ token, with: 'DPoP', peer: own }),
} satisfies Readonly<Record<string, (token: string) => ResourceRequest>>

type Show = keyof typeof shows

const showNames = Object.keys(shows) as readonly Show[]
const kinds = Object.keys(tokens) as readonly Kind[]
const modes: readonly Mode[] = ['off', 'allowed', 'required']

/** The whole rule, told in another way than the code tells it: what must be so for a request to pass. */
function mayPass(dpop: Mode, mtls: Mode, kind: Kind, show: Show): boolean {
  const keyBound = kind === 'key-bound' || kind === 'doubly bound'
  const certificateBound = kind === 'certificate-bound' || kind === 'doubly bound'
  const [scheme] = show.split(', ')
  const schemeFits = keyBound
    ? scheme === 'DPoP' && dpop !== 'off'
    : scheme === 'Bearer' && dpop !== 'required'
  const showsKey = /^DPoP, proof(?! of)/.test(show)
  const showsCertificate = show.endsWith('certificate') && !show.includes('another')
  return (
    schemeFits &&
    (!keyBound || showsKey) &&
    (!certificateBound || (showsCertificate && mtls !== 'off')) &&
    (certificateBound || mtls !== 'required')
  )
}

describe('every mode, every kind of token, everything to show for it', () => {
  const rows = modes.flatMap((dpop) => modes.map((mtls) => [dpop, mtls] as const))

  test.each(rows)('[R111, R112, R127, R131, A19] dpop %s, mtls %s', async (dpop, mtls) => {
    const guard = guardFor(issuer, { dpop, mtls })
    for (const kind of kinds) {
      for (const show of showNames) {
        const outcome = await guard.protect(shows[show](tokens[kind]))
        expect(outcome.ok, `${kind}: ${show}: ${codeOf(outcome)}`).toBe(
          mayPass(dpop, mtls, kind, show),
        )
        if (!outcome.ok) expect(outcome.status).toBe(401)
      }
    }
  })
})

describe('what was proved is told', () => {
  test.each([
    ['plain', 'Bearer, nothing', 'none'],
    ['plain', 'Bearer, certificate', 'none'],
    ['plain', 'Bearer, proof', 'none'],
    ['key-bound', 'DPoP, proof', 'dpop'],
    ['key-bound', 'DPoP, proof and another certificate', 'dpop'],
    ['certificate-bound', 'Bearer, certificate', 'mtls'],
    ['certificate-bound', 'Bearer, proof and certificate', 'mtls'],
    ['doubly bound', 'DPoP, proof and certificate', 'dpop+mtls'],
  ] as const)('[R131] %s, %s: %s', async (kind, show, binding) => {
    const guard = guardFor(issuer, { mtls: 'allowed' })
    const token = granted(await guard.protect(shows[show](tokens[kind])))
    expect(token.binding).toBe(binding)
  })
})

type Row = readonly [kind: Kind, show: Show, code: DenialCode, challenge: string]

async function expectRefusal(
  options: { dpop?: Mode; mtls?: Mode },
  [kind, show, code, challenge]: Row,
) {
  const answer = refused(await guardFor(issuer, options).protect(shows[show](tokens[kind])))
  expect(answer.reason.code).toBe(code)
  expect(answer.status).toBe(401)
  const values = valuesOf(answer, 'www-authenticate')
  expect(
    values.map((value) => value.replace(/^(\w+)(?: error="(\w+)")?.*/, '$1 $2').trim()).join(' | '),
  ).toBe(challenge)
}

describe('the answer in mode allowed', () => {
  test.each<Row>([
    ['key-bound', 'Bearer, nothing', 'binding_required', 'Bearer invalid_token | DPoP'],
    ['key-bound', 'Bearer, proof', 'binding_required', 'Bearer invalid_token | DPoP'],
    ['doubly bound', 'Bearer, certificate', 'binding_required', 'Bearer invalid_token | DPoP'],
    ['plain', 'DPoP, nothing', 'dpop_proof_missing', 'DPoP invalid_dpop_proof | Bearer'],
    ['key-bound', 'DPoP, nothing', 'dpop_proof_missing', 'DPoP invalid_dpop_proof | Bearer'],
    ['plain', 'DPoP, proof', 'binding_missing', 'DPoP invalid_token | Bearer'],
    [
      'certificate-bound',
      'DPoP, proof and certificate',
      'binding_missing',
      'DPoP invalid_token | Bearer',
    ],
    ['key-bound', 'DPoP, proof of another key', 'dpop_key_mismatch', 'DPoP invalid_token | Bearer'],
    ['certificate-bound', 'Bearer, nothing', 'certificate_missing', 'Bearer invalid_token | DPoP'],
    [
      'certificate-bound',
      'Bearer, another certificate',
      'certificate_mismatch',
      'Bearer invalid_token | DPoP',
    ],
    ['doubly bound', 'DPoP, proof', 'certificate_missing', 'DPoP invalid_token | Bearer'],
    [
      'doubly bound',
      'DPoP, proof and another certificate',
      'certificate_mismatch',
      'DPoP invalid_token | Bearer',
    ],
    ['doubly bound', 'DPoP, certificate', 'dpop_proof_missing', 'DPoP invalid_dpop_proof | Bearer'],
  ])('[R111, R112, R113, R114, R127, C5, C11] %s, %s: %s', async (...row) => {
    await expectRefusal({ dpop: 'allowed', mtls: 'allowed' }, row)
  })
})

describe('the answer where DPoP is required', () => {
  test.each<Row>([
    ['plain', 'Bearer, nothing', 'scheme_not_accepted', 'DPoP'],
    ['plain', 'Bearer, proof', 'scheme_not_accepted', 'DPoP'],
    ['key-bound', 'Bearer, nothing', 'scheme_not_accepted', 'DPoP'],
    ['key-bound', 'Bearer, proof', 'scheme_not_accepted', 'DPoP'],
    ['certificate-bound', 'Bearer, certificate', 'scheme_not_accepted', 'DPoP'],
    ['plain', 'DPoP, nothing', 'dpop_proof_missing', 'DPoP invalid_dpop_proof'],
    ['plain', 'DPoP, proof', 'binding_missing', 'DPoP invalid_token'],
    ['key-bound', 'DPoP, proof of another key', 'dpop_key_mismatch', 'DPoP invalid_token'],
  ])('[R111, R112, R113, C5, C11] %s, %s: %s', async (...row) => {
    await expectRefusal({ dpop: 'required', mtls: 'allowed' }, row)
  })
})

describe('the answer where DPoP is off', () => {
  test.each<Row>([
    ['key-bound', 'Bearer, nothing', 'binding_required', 'Bearer invalid_token'],
    ['key-bound', 'Bearer, proof', 'binding_required', 'Bearer invalid_token'],
    ['key-bound', 'DPoP, proof', 'scheme_not_accepted', 'Bearer'],
    ['plain', 'DPoP, proof', 'scheme_not_accepted', 'Bearer'],
    ['plain', 'DPoP, nothing', 'scheme_not_accepted', 'Bearer'],
    [
      'certificate-bound',
      'Bearer, certificate',
      'confirmation_not_supported',
      'Bearer invalid_token',
    ],
    ['certificate-bound', 'Bearer, nothing', 'confirmation_not_supported', 'Bearer invalid_token'],
    ['doubly bound', 'Bearer, certificate', 'binding_required', 'Bearer invalid_token'],
  ])('[R112, R131, C9, C11, A19] %s, %s: %s', async (...row) => {
    await expectRefusal({ dpop: 'off', mtls: 'off' }, row)
  })

  test('a DPoP header that nobody asked for is ignored', async () => {
    const guard = guardFor(issuer, { dpop: 'off' })
    const request = presentation({ token: tokens.plain, with: 'Bearer', proof: ['junk', 'junk'] })
    expect(codeOf(await guard.protect(request))).toBe('granted')
    const without = refused(await guard.protect(presentation({ proof: holder.proof('x') })))
    expect(without.reason.code).toBe('credentials_missing')
    expect(valuesOf(without, 'www-authenticate')).toEqual(['Bearer realm="api1"'])
  })
})

describe('the answer where a certificate is required', () => {
  test.each<Row>([
    ['plain', 'Bearer, nothing', 'binding_missing', 'Bearer invalid_token | DPoP'],
    ['plain', 'Bearer, certificate', 'binding_missing', 'Bearer invalid_token | DPoP'],
    ['key-bound', 'DPoP, proof and certificate', 'binding_missing', 'DPoP invalid_token | Bearer'],
    ['certificate-bound', 'Bearer, nothing', 'certificate_missing', 'Bearer invalid_token | DPoP'],
    [
      'certificate-bound',
      'Bearer, another certificate',
      'certificate_mismatch',
      'Bearer invalid_token | DPoP',
    ],
  ])('[R127, R131] %s, %s: %s', async (...row) => {
    await expectRefusal({ dpop: 'allowed', mtls: 'required' }, row)
  })
})

describe('a token that is not even good', () => {
  test.each(['expired', 'tampered-signature', 'wrong-audience', 'wrong-issuer'] as const)(
    '[R113, R114, C11] %s, with a good proof: invalid_token in the challenge of its scheme',
    async (defect) => {
      const token = await issuer.token({ claims: { cnf: { jkt } }, defect })
      const answer = refused(await guardFor(issuer).protect(holder.presenting(token)))
      const [used, other] = valuesOf(answer, 'www-authenticate')
      expect(answer.status).toBe(401)
      expect(used).toMatch(/^DPoP error="invalid_token", /)
      expect(other).toMatch(/^Bearer realm/)
    },
  )

  test('its proof is not looked at', async () => {
    const token = await issuer.token({ claims: { cnf: { jkt } }, defect: 'expired' })
    const outcome = await guardFor(issuer).protect(presentation({ token, proof: 'junk' }))
    expect(codeOf(outcome)).toBe('token_expired')
  })
})

describe('how a scheme is written', () => {
  test.each(['DPOP', 'dpop', 'DPoP', 'dpOP'])('[R111] %s is DPoP', async (scheme) => {
    const token = tokens['key-bound']
    const request = presentation({ token, with: scheme, proof: holder.proof(token) })
    expect(granted(await guardFor(issuer).protect(request)).binding).toBe('dpop')
  })
})

describe('a thumbprint is compared exactly', () => {
  const variants = [
    [
      'another case',
      thumbprint.replace(/[a-zA-Z]/, (letter) =>
        /[a-z]/.test(letter) ? letter.toUpperCase() : letter.toLowerCase(),
      ),
    ],
    ['hexadecimal', certificate.hexDigest],
    ['padding', `${thumbprint}=`],
    ['the usual alphabet', thumbprint.replaceAll('-', '+').replaceAll('_', '/')],
    ['its beginning', thumbprint.slice(0, -1)],
    ['a list of it', [thumbprint]],
    ['an empty list', []],
    ['nothing', ''],
  ] as const

  test.each(variants.filter(([, value]) => value !== thumbprint))(
    '[R126, R127, A22] %s of that of the certificate is refused',
    async (_what, value) => {
      const token = await issuer.token({ claims: { cnf: { 'x5t#S256': value } } })
      const outcome = await guardFor(issuer, { mtls: 'allowed' }).protect(
        presentation({ token, peer: own }),
      )
      expect(codeOf(outcome)).toMatch(/^(?:certificate_mismatch|confirmation_malformed)$/)
      expect(refused(outcome).status).toBe(401)
    },
  )

  test('[R108] and so is that of a key', async () => {
    const other = jkt.replace(/[a-zA-Z]/, (letter) =>
      /[a-z]/.test(letter) ? letter.toUpperCase() : letter.toLowerCase(),
    )
    const token = await issuer.token({ claims: { cnf: { jkt: other } } })
    expect(codeOf(await guardFor(issuer).protect(holder.presenting(token)))).toBe(
      'dpop_key_mismatch',
    )
  })
})
