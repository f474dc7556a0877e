import { createTestClock, createTestIssuer } from '@portcullis/testing'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { codeOf, guardFor } from '../support/guard.js'
import { createHolder } from '../support/holder.js'

const start = 1_700_000_000
const clock = createTestClock(start * 1000)
const issuer = await createTestIssuer({ clock })
const holder = createHolder(issuer)
const token = await holder.token({ iat: start - 100, exp: start + 7200 })

afterEach(() => clock.set(start * 1000))

async function codeWith(claims: Readonly<Record<string, unknown>>, dpop = {}): Promise<string> {
  const guard = guardFor(issuer, { dpop })
  return codeOf(await guard.protect(holder.presenting(token, { claims })))
}

describe('iat, 60 s back and 10 s ahead by default', () => {
  test.each([
    [0, 'granted'],
    [-10, 'granted'],
    [-59, 'granted'],
    [-60, 'granted'],
    [-60.001, 'dpop_proof_expired'],
    [-60.5, 'dpop_proof_expired'],
    [-61, 'dpop_proof_expired'],
    [-3600, 'dpop_proof_expired'],
    [1, 'granted'],
    [8, 'granted'],
    [9.999, 'granted'],
    [10, 'granted'],
    [10.001, 'dpop_proof_from_future'],
    [11, 'dpop_proof_from_future'],
    [3600, 'dpop_proof_from_future'],
  ])('[R106, C6, A40] %d s from now: %s', async (offset, code) => {
    expect(await codeWith({ iat: start + offset })).toBe(code)
  })

  test.each([
    [60, 'granted'],
    [60.001, 'dpop_proof_expired'],
    [60.9, 'dpop_proof_expired'],
    [-10, 'granted'],
    [-10.001, 'dpop_proof_from_future'],
  ])('[R106, C6] the same while our clock goes: %d s later: %s', async (seconds, code) => {
    clock.advance(seconds)
    expect(await codeWith({ iat: start })).toBe(code)
  })

  test('[R106] a fraction is a time as well', async () => {
    expect(await codeWith({ iat: start - 0.5 })).toBe('granted')
    clock.set((start + 0.25) * 1000)
    expect(await codeWith({ iat: start + 0.75 })).toBe('granted')
  })

  test.each([0, 1e300, Number.MAX_SAFE_INTEGER, 1e-300])(
    '[R106, A40] %d is no time near',
    async (iat) => {
      expect(await codeWith({ iat })).toMatch(/^dpop_proof_(?:expired|from_future)$/)
    },
  )
})

describe('iat with times of its own: 100 s back, 10 s ahead', () => {
  const own = { proofMaxAgeSeconds: 100, proofMaxFutureSeconds: 10 }
  const none = { proofMaxAgeSeconds: 100, proofMaxFutureSeconds: 0 }

  test.each([
    [own, 101, 'dpop_proof_expired'],
    [own, 100, 'granted'],
    [own, 99, 'granted'],
    [own, 1, 'granted'],
    [own, 0, 'granted'],
    [own, -1, 'granted'],
    [own, -9, 'granted'],
    [own, -10, 'granted'],
    [own, -11, 'dpop_proof_from_future'],
    [none, 101, 'dpop_proof_expired'],
    [none, 100, 'granted'],
    [none, 99, 'granted'],
    [none, 1, 'granted'],
    [none, 0, 'granted'],
    [none, -1, 'dpop_proof_from_future'],
  ])('[R106] %j, made %d s ago: %s', async (dpop, age, code) => {
    expect(await codeWith({ iat: start - age }, dpop)).toBe(code)
  })
})

describe('jti', () => {
  test.each([
    [1, 'granted'],
    [256, 'granted'],
    [257, 'dpop_claim_malformed'],
    [5000, 'dpop_claim_malformed'],
  ])('[R122, A10] of %i characters: %s', async (length, code) => {
    expect(await codeWith({ jti: 'x'.repeat(length) })).toBe(code)
  })

  test('[R122] may be as long as an option says', async () => {
    const dpop = { maximumJtiLength: 16 }
    expect(await codeWith({ jti: 'x'.repeat(16) }, dpop)).toBe('granted')
    expect(await codeWith({ jti: 'x'.repeat(17) }, dpop)).toBe('dpop_claim_malformed')
  })

  test.each(['ü', '💡', '\u0000', '\ud800', 'a b', '../../x', '__proto__', '"'])(
    '[R120] %j is a text like any other: good once',
    async (jti) => {
      const guard = guardFor(issuer)
      const request = holder.presenting(token, { claims: { jti } })
      expect(codeOf(await guard.protect(request))).toBe('granted')
      expect(codeOf(await guard.protect(request))).toBe('dpop_proof_replayed')
    },
  )

  test('[R120] two texts that are not Unicode are two', async () => {
    const guard = guardFor(issuer)
    for (const jti of ['\ud800', '\udfff', '\ufffd', '\\ud800']) {
      const request = holder.presenting(token, { claims: { jti } })
      expect(codeOf(await guard.protect(request))).toBe('granted')
    }
  })
})

describe('htm', () => {
  test.each([
    ['POST', 'POST', 'granted'],
    ['post', 'POST', 'dpop_method_mismatch'],
    ['Post', 'POST', 'dpop_method_mismatch'],
    ['POST', 'post', 'dpop_method_mismatch'],
    ['GET', 'POST', 'dpop_method_mismatch'],
    ['GET', 'HEAD', 'dpop_method_mismatch'],
    ['POST ', 'POST', 'dpop_method_mismatch'],
    ['M-SEARCH', 'M-SEARCH', 'granted'],
  ])('[R101] %j for a request of %j: %s', async (htm, method, code) => {
    const request = holder.presenting(token, { method: htm }, { method })
    expect(codeOf(await guardFor(issuer).protect(request))).toBe(code)
  })
})

describe('what is not known', () => {
  test.each([
    ['more claims', { claims: { custom: 1, scope: ['x'], aud: 'other', iss: 'me', sub: 'me' } }],
    ['an exp long ago', { claims: { exp: 1 } }],
    ['an nbf far ahead', { claims: { nbf: start + 10_000 } }],
    ['a nonce where none was given out', { claims: { nonce: 'of the issuer' } }],
    ['more header members', { header: { kid: 'key-1', 'urn:example:x': { y: [1] }, x5t: 'z' } }],
    ['the full media type', { header: { typ: 'application/dpop+jwt' } }],
    ['the media type in capitals', { header: { typ: 'DPoP+JWT' } }],
    ['both', { header: { custom: true }, claims: { custom: true } }],
  ])('[R96, R97] %s is ignored', async (_what, parts) => {
    const outcome = await guardFor(issuer).protect(holder.presenting(token, parts))
    expect(codeOf(outcome)).toBe('granted')
  })
})

describe('what is too large is refused before any cryptography', () => {
  const importKey = vi.spyOn(crypto.subtle, 'importKey')

  test.each([
    ['a proof', 'dpop_proof_too_long', { claims: { padding: 'x'.repeat(8192) } }, {}],
    ['a proof, by an option', 'dpop_proof_too_long', {}, { maximumProofLength: 256 }],
    ['a jti', 'dpop_claim_malformed', { claims: { jti: 'x'.repeat(257) } }, {}],
  ])('[R95, R122, A10] %s', async (_what, code, parts, dpop) => {
    const guard = guardFor(issuer, { dpop })
    expect(codeOf(await guard.protect(holder.presenting(token)))).toMatch(/granted|too_long/)
    const stranger = createHolder(issuer)
    importKey.mockClear()
    const outcome = await guard.protect(holder.presenting(token, { ...parts, key: stranger.key }))
    expect(codeOf(outcome)).toBe(code)
    expect(importKey).not.toHaveBeenCalled()
  })

  test.each([
    ['the method', { method: 'POST' }, 'dpop_method_mismatch'],
    ['the URL', { url: 'https://api.example.com/other' }, 'dpop_url_mismatch'],
    ['the token', { token: 'another' }, 'dpop_token_mismatch'],
    ['the time', { claims: { iat: 1 } }, 'dpop_proof_expired'],
  ])('so is %s, which costs as little', async (_what, parts, code) => {
    const guard = guardFor(issuer)
    await guard.protect(holder.presenting(token))
    importKey.mockClear()
    expect(codeOf(await guard.protect(holder.presenting(token, parts)))).toBe(code)
    expect(importKey).not.toHaveBeenCalled()
  })

  test('[R95] a proof of exactly the limit is read, and an access token has a limit of its own', async () => {
    const large = await holder.token({ padding: 'x'.repeat(7000) })
    const proof = holder.proof(large)
    const exactly = guardFor(issuer, { dpop: { maximumProofLength: proof.length } })
    const oneLess = guardFor(issuer, { dpop: { maximumProofLength: proof.length - 1 } })
    const request = holder.presenting(large)
    expect(large.length).toBeGreaterThan(8192)
    expect(codeOf(await exactly.protect({ ...request, header: headerOf(request, proof) }))).toBe(
      'granted',
    )
    expect(codeOf(await oneLess.protect({ ...request, header: headerOf(request, proof) }))).toBe(
      'dpop_proof_too_long',
    )
  })
})

function headerOf(request: { header(name: string): readonly string[] }, proof: string) {
  return (name: string) => (name === 'dpop' ? [proof] : request.header(name))
}
