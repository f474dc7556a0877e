import { randomBytes } from 'node:crypto'
import { createTestClock, createTestIssuer } from '@portcullis/testing'
import { afterEach, describe, expect, test } from 'vitest'
import { type Outcome, type ResourceServerOptions, scopes } from '../../src/index.js'
import { parseStrictly } from '../support/challenge-parsers.js'
import { codeOf, guardFor, refused, valuesOf } from '../support/guard.js'
import { createHolder, presentation } from '../support/holder.js'

const start = 1_700_000_100
const clock = createTestClock(start * 1000)
const issuer = await createTestIssuer({ clock })
const holder = createHolder(issuer)
const token = await holder.token({ iat: start - 1000, exp: start + 10_000 })
const secret = 'a secret of more than thirty-two characters'
const nonce = { secrets: [secret] }

afterEach(() => clock.set(start * 1000))

function guardWith(options: Partial<ResourceServerOptions['dpop'] & object> = {}, extra = {}) {
  return guardFor(issuer, { dpop: { nonce, ...options }, ...extra })
}

function nonceOf(outcome: Outcome): string {
  const values = valuesOf(outcome, 'dpop-nonce')
  expect(values).toHaveLength(1)
  return values[0] ?? ''
}

async function learn(guard = guardWith()): Promise<string> {
  return nonceOf(await guard.protect(presentation()))
}

describe('nonces that are required', () => {
  test('[R105, R116, R119, A20] a proof without one is told the nonce, and passes with it', async () => {
    const guard = guardWith()
    const answer = refused(await guard.protect(holder.presenting(token)))
    expect([answer.status, answer.reason.code]).toEqual([401, 'dpop_nonce_missing'])
    const fresh = nonceOf(answer)
    expect(fresh).toMatch(/^[\x21\x23-\x5b\x5d-\x7e]+$/)
    expect(codeOf(await guard.protect(holder.presenting(token, { nonce: fresh })))).toBe('granted')
  })

  test.each(['', ' ', 'null', 'garbage', 'undefined'])(
    '[R105, R116] the nonce %j is none of ours: use_dpop_nonce, and a fresh one',
    async (wrong) => {
      const answer = refused(await guardWith().protect(holder.presenting(token, { nonce: wrong })))
      expect(answer.reason.code).toBe('dpop_nonce_invalid')
      expect(valuesOf(answer, 'www-authenticate')[0]).toMatch(/^DPoP error="use_dpop_nonce", /)
      expect(nonceOf(answer)).toMatch(/^[\w-]{43}$/)
    },
  )

  test.each([null, 7, true, [], {}])(
    '[R96, R105] the nonce %j is no nonce: the proof is malformed, and learns one all the same',
    async (wrong) => {
      const claims = { nonce: wrong }
      const answer = refused(await guardWith().protect(holder.presenting(token, { claims })))
      expect(answer.reason.code).toBe('dpop_claim_malformed')
      expect(nonceOf(answer)).toBe(await learn())
    },
  )

  test('[R105] one that is changed in its middle is none either', async () => {
    const good = await learn()
    const changed = good.slice(0, 20) + (good[20] === 'A' ? 'B' : 'A') + good.slice(21)
    const outcome = await guardWith().protect(holder.presenting(token, { nonce: changed }))
    expect(codeOf(outcome)).toBe('dpop_nonce_invalid')
  })

  test.each([
    ['of the issuer', async () => 'issued-by-the-authorization-server'],
    [
      'of an API with another secret',
      () => learn(guardWith({ nonce: { secrets: [randomBytes(32)] } })),
    ],
    [
      'of an API with another lifetime',
      () => learn(guardWith({ nonce: { ...nonce, lifetimeSeconds: 60 } })),
    ],
  ])('[R118, A20] a nonce %s is none of ours', async (_whose, foreign) => {
    const outcome = await guardWith().protect(holder.presenting(token, { nonce: await foreign() }))
    expect(codeOf(outcome)).toBe('dpop_nonce_invalid')
  })

  test('[R118] every node with the secret honours it', async () => {
    const fresh = await learn(guardWith())
    const elsewhere = guardWith()
    expect(codeOf(await elsewhere.protect(holder.presenting(token, { nonce: fresh })))).toBe(
      'granted',
    )
  })

  test('[R118] while secrets rotate the old nonces are good, and new ones are given out', async () => {
    const next = randomBytes(32)
    const old = await learn(guardWith())
    const rotating = guardWith({ nonce: { secrets: [next, secret] } })
    const outcome = await rotating.protect(holder.presenting(token, { nonce: old }))
    expect(codeOf(outcome)).toBe('granted')
    expect(nonceOf(outcome)).not.toBe(old)
    const rotated = guardWith({ nonce: { secrets: [next] } })
    expect(
      codeOf(await rotated.protect(holder.presenting(token, { nonce: nonceOf(outcome) }))),
    ).toBe('granted')
    expect(codeOf(await rotated.protect(holder.presenting(token, { nonce: old })))).toBe(
      'dpop_nonce_invalid',
    )
  })

  test('[R117] a nonce of the window before is good, one of two windows before is not', async () => {
    const guard = guardWith()
    const windowStart = Math.ceil(start / 150) * 150
    clock.set(windowStart * 1000)
    const fresh = await learn(guard)
    const present = async (seconds: number) => {
      clock.set((windowStart + seconds) * 1000)
      const claims = { iat: windowStart + seconds }
      return codeOf(await guard.protect(holder.presenting(token, { nonce: fresh, claims })))
    }
    expect(await present(149)).toBe('granted')
    expect(await present(150)).toBe('granted')
    expect(await present(299)).toBe('granted')
    expect(await present(299.999)).toBe('granted')
    expect(await present(300)).toBe('dpop_nonce_invalid')
    expect(await present(301)).toBe('dpop_nonce_invalid')
  })

  test('[R120, A13] a proof with a nonce cannot come twice, however long one waits', async () => {
    const guard = guardWith()
    const request = holder.presenting(token, { nonce: await learn(guard) })
    expect(codeOf(await guard.protect(request))).toBe('granted')
    for (let later = 0; later < 320; later += 0.5) {
      clock.set((start + later) * 1000)
      expect(codeOf(await guard.protect(request))).toMatch(
        /^dpop_(?:proof_replayed|nonce_invalid)$/,
      )
    }
  })

  test('[R119, R123] whoever made proofs ahead has no nonce for them', async () => {
    const ahead = holder.presenting(token, { claims: { iat: start + 1000 } })
    const fresh = holder.presenting(token, { nonce: await learn(), claims: { iat: start + 1000 } })
    clock.set((start + 1000) * 1000)
    expect(codeOf(await guardWith().protect(ahead))).toBe('dpop_nonce_missing')
    expect(codeOf(await guardWith().protect(fresh))).toBe('dpop_nonce_invalid')
  })

  test('[R96, R105] iat must be there all the same', async () => {
    const fresh = await learn()
    for (const [iat, code] of [
      [undefined, 'dpop_claim_missing'],
      ['x', 'dpop_claim_malformed'],
    ]) {
      const request = holder.presenting(token, { nonce: fresh, claims: { iat } })
      expect(codeOf(await guardWith().protect(request))).toBe(code)
    }
  })

  test.each([
    [{ defect: 'tampered-signature' }, 'dpop_signature_invalid'],
    [{ defect: 'other-key' }, 'dpop_key_mismatch'],
    [{ defect: 'htu-other-path' }, 'dpop_url_mismatch'],
    [{ defect: 'ath-of-another-token' }, 'dpop_token_mismatch'],
    [{ defect: 'typ-jwt' }, 'dpop_proof_type_mismatch'],
  ] as const)('[R105] a good nonce makes %j no better', async (parts, code) => {
    const request = holder.presenting(token, { nonce: await learn(), ...parts })
    expect(codeOf(await guardWith().protect(request))).toBe(code)
  })

  test('bearer tokens need none', async () => {
    const plain = await issuer.token()
    const outcome = await guardWith().protect(presentation({ token: plain }))
    expect(codeOf(outcome)).toBe('granted')
    expect(nonceOf(outcome)).toBe(await learn())
  })
})

describe('a client whose clock is wrong', () => {
  test.each([-3600, 3600, -86_400 * 365])(
    '[R105, R106, R116] by %d s learns the nonce, and passes with it',
    async (offset) => {
      for (const mode of ['required', 'optional'] as const) {
        const guard = guardWith({ nonce: { ...nonce, mode } })
        const claims = { iat: start + offset }
        const first = refused(await guard.protect(holder.presenting(token, { claims })))
        expect(first.status).toBe(401)
        expect(first.reason.code).toMatch(
          /^dpop_(?:nonce_missing|proof_expired|proof_from_future)$/,
        )
        const retry = holder.presenting(token, { claims, nonce: nonceOf(first) })
        expect(codeOf(await guard.protect(retry))).toBe('granted')
        expect(codeOf(await guard.protect(retry))).toBe('dpop_proof_replayed')
      }
    },
  )
})

describe('nonces that are optional', () => {
  const guard = guardWith({ nonce: { ...nonce, mode: 'optional' } })

  test('[R105, R117] a proof without one is judged by its iat, and one is offered', async () => {
    const outcome = await guard.protect(holder.presenting(token))
    expect(codeOf(outcome)).toBe('granted')
    const offered = nonceOf(outcome)
    expect(codeOf(await guard.protect(holder.presenting(token, { nonce: offered })))).toBe(
      'granted',
    )
    const old = holder.presenting(token, { claims: { iat: start - 61 } })
    expect(codeOf(await guard.protect(old))).toBe('dpop_proof_expired')
  })

  test('[R105, A20] one that comes is checked', async () => {
    for (const wrong of ['', 'foreign']) {
      const outcome = await guard.protect(holder.presenting(token, { nonce: wrong }))
      expect(codeOf(outcome)).toBe('dpop_nonce_invalid')
    }
  })
})

describe('DPoP-Nonce is on every answer, exactly once', () => {
  const unavailable = { reserve: () => Promise.reject(new Error('Connection lost')) }
  const guard = guardWith()
  const broken = guardWith({}, { replayStore: unavailable })

  test('[R116, R117] 200', async () => {
    const outcome = await guard.protect(holder.presenting(token, { nonce: await learn() }))
    expect(outcome.ok).toBe(true)
    expect(nonceOf(outcome)).toBe(await learn())
    expect(valuesOf(outcome, 'cache-control')).toEqual(['no-store'])
  })

  test('[R116] 200 without a token, where it is optional', async () => {
    const outcome = await guard.protect(presentation(), { optional: true })
    expect(outcome).toMatchObject({ ok: true, access: undefined })
    expect(nonceOf(outcome)).toBe(await learn())
  })

  test.each([
    ['nothing', presentation(), 401],
    ['another scheme', presentation({ token: 'dXNlcjo=', with: 'Basic' }), 401],
    ['junk', presentation({ token: 'junk' }), 401],
    ['a scheme without a token', presentation({ headers: { authorization: 'Bearer' } }), 400],
    [
      'two credentials',
      presentation({ headers: { authorization: ['Bearer a', 'Bearer b'] } }),
      400,
    ],
    ['two proofs', presentation({ token, proof: ['a', 'b'] }), 400],
    ['a Host that is none', presentation({ token, headers: { host: 'a b' } }), 400],
    ['a proof that is none', presentation({ token, proof: 'junk' }), 401],
    ['no proof', presentation({ token, with: 'DPoP' }), 401],
    ['a bound token as bearer', presentation({ token }), 401],
  ])('[R116] %s', async (_what, request, status) => {
    const answer = refused(await guard.protect(request))
    expect(answer.status).toBe(status)
    expect(nonceOf(answer)).toBe(await learn())
    expect(valuesOf(answer, 'cache-control')).toEqual(['no-store'])
  })

  test('[R116] 403', async () => {
    const request = holder.presenting(token, { nonce: await learn() })
    const answer = refused(await guard.protect(request, { policy: scopes('other') }))
    expect(answer.status).toBe(403)
    expect(nonceOf(answer)).toBe(await learn())
  })

  test('[R116] 503', async () => {
    const answer = refused(await broken.protect(holder.presenting(token, { nonce: await learn() })))
    expect(answer.status).toBe(503)
    expect(nonceOf(answer)).toBe(await learn())
    expect(valuesOf(answer, 'retry-after')).toHaveLength(1)
  })

  test('[R116] what authorize says goes out with what protect said: it adds none', async () => {
    const request = holder.presenting(token, { nonce: await learn() })
    const outcome = await guard.protect(request)
    if (!outcome.ok) throw new Error('It was refused')
    for (const policy of [scopes('other'), scopes('api1.read')]) {
      const later = await guard.authorize(request, outcome.access, { policy })
      expect(valuesOf(later, 'dpop-nonce')).toEqual([])
    }
    const anonymous = await guard.protect(presentation(), { optional: true })
    if (!anonymous.ok) throw new Error('It was refused')
    const later = await guard.authorize(presentation(), anonymous.access)
    expect(codeOf(later)).toBe('credentials_missing')
    expect(valuesOf(later, 'dpop-nonce')).toEqual([])
  })

  test('a preflight needs none, before protect and after', async () => {
    const headers = { origin: 'https://app.test', 'access-control-request-method': 'GET' }
    const request = presentation({ method: 'OPTIONS', headers })
    const outcome = await guard.protect(request)
    expect(outcome).toEqual({ ok: true, access: undefined, headers: [] })
    expect(await guard.authorize(request, undefined, { policy: scopes('x') })).toEqual(outcome)
  })

  test('[R116, R117] it stays the same within its window, so a client that compares is not confused', async () => {
    const outcomes = [
      await guard.protect(presentation()),
      await guard.protect(holder.presenting(token)),
      await guard.protect(presentation({ token: await issuer.token() })),
    ]
    expect(new Set(outcomes.map(nonceOf)).size).toBe(1)
  })

  test('without nonces there is none', async () => {
    const outcome = await guardFor(issuer).protect(holder.presenting(token))
    expect(valuesOf(outcome, 'dpop-nonce')).toEqual([])
    expect(valuesOf(outcome, 'cache-control')).toEqual([])
  })
})

/** As a client reads it that cuts at commas and equals signs, trims nothing and knows one spelling. */
function cutApart(fields: readonly string[]): Readonly<Record<string, string>> {
  const field = fields.find((each) => each.split(' ')[0] === 'DPoP') ?? ''
  const pairs = field.slice('DPoP '.length).split(',')
  return Object.fromEntries(
    pairs.map((pair) => {
      const [name = '', value = ''] = pair.split('=')
      return [name, value.replace(/^"|"$/g, '')]
    }),
  )
}

describe('the challenge', () => {
  test('[R113, R116] is understood by clients that are strict, and by one that cuts at commas', async () => {
    for (const dpop of ['allowed', 'required'] as const) {
      const guard = guardWith({ mode: dpop })
      const answer = refused(await guard.protect(holder.presenting(token)))
      const parsed = await parseStrictly(answer.status, answer.headers)
      expect(parsed[0]).toMatchObject({ scheme: 'dpop', parameters: { error: 'use_dpop_nonce' } })
      expect(parsed.filter(({ parameters }) => 'error' in parameters)).toHaveLength(1)
      expect(cutApart(valuesOf(answer, 'www-authenticate')).error).toBe('use_dpop_nonce')
    }
  })
})
