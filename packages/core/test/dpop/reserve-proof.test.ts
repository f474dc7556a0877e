import { createTestClock, createTestIssuer } from '@portcullis/testing'
import { describe, expect, test, vi } from 'vitest'
import { reserveProof } from '../../src/dpop/index.js'
import { Breakdown, memoryReplayStore, type ReplayStore } from '../../src/index.js'
import { codeOf, guardFor, refused, valuesOf } from '../support/guard.js'
import { createHolder } from '../support/holder.js'
import { breakdownOf } from '../support/issuer.js'

const start = 1_700_000_000
const url = 'https://api.example.com/items'
const acceptance = { expiresAt: start + 65, since: start - 15, leadSeconds: 15 }
const proof = { thumbprint: 'A'.repeat(43), jti: 'jti-1', acceptance }

function recording() {
  const calls: [string, number, number][] = []
  const store: ReplayStore = {
    reserve(...args) {
      calls.push(args)
      return true
    },
  }
  return { store, calls }
}

async function keyOf(changes: Partial<typeof proof> = {}, of = url): Promise<string> {
  const { store, calls } = recording()
  await reserveProof({ ...proof, ...changes }, of, store, start)
  return calls[0]?.[0] ?? ''
}

describe('the key of a proof', () => {
  test('[R121, R122] is a digest of fixed length that shows nothing', async () => {
    expect(await keyOf()).toMatch(/^[A-Za-z0-9_-]{43}$/)
    expect(await keyOf({ jti: 'x'.repeat(256) })).toMatch(/^[A-Za-z0-9_-]{43}$/)
    expect(await keyOf()).toBe(await keyOf())
  })

  test('[R121, A14] is of thumbprint, jti and URL, and of nothing else', async () => {
    const keys = [
      await keyOf(),
      await keyOf({ thumbprint: 'B'.repeat(43) }),
      await keyOf({ jti: 'jti-2' }),
      await keyOf({ jti: 'JTI-1' }),
      await keyOf({}, `${url}/1`),
    ]
    expect(new Set(keys).size).toBe(keys.length)
    expect(await keyOf({ acceptance: { ...acceptance, expiresAt: start + 10 } })).toBe(keys[0])
  })

  test('[R121] has no two readings', async () => {
    const spaced = await keyOf({ jti: `a ${url}` }, 'https://b.test/')
    const moved = await keyOf({ jti: 'a' }, `${url} https://b.test/`)
    expect(spaced).not.toBe(moved)
  })

  test.each(['\ud800', '\udc00\ud800', 'ü', '\u0000', '%', ' ', '"', '\\'])(
    '[R120] jti %j has one of its own',
    async (jti) => {
      const others = await Promise.all(
        ['\ufffd', '%FF', '\\ud800', '', 'x'].map((other) => keyOf({ jti: other })),
      )
      expect(others).not.toContain(await keyOf({ jti }))
    },
  )
})

/** What is thrown at once is a rejection like any other. */
async function reserving(reserve: ReplayStore['reserve']) {
  return reserveProof(proof, url, { reserve }, start)
}

describe('a store that cannot tell', () => {
  const boom = new Error('Connection lost')

  test.each<[string, ReplayStore['reserve']]>([
    [
      'throws',
      () => {
        throw boom
      },
    ],
    [
      'rejects',
      async () => {
        throw boom
      },
    ],
    ['rejects with nothing', () => Promise.reject(undefined)],
    ['answers with nothing', () => undefined as never],
    ['answers OK', async () => 'OK' as never],
    ['answers 1', () => 1 as never],
    ['answers null', async () => null as never],
    ['answers an object', async () => ({}) as never],
    ['remembers since no time', async () => ({ remembersSince: Number.NaN })],
    ['remembers since a text', async () => ({ remembersSince: '0' }) as never],
  ])('[R122, C8] %s', async (_how, reserve) => {
    const breakdown = await breakdownOf(reserving(reserve))
    expect(breakdown.code).toBe('replay_store_unavailable')
    expect(breakdown.retryAfterSeconds).toBe(1)
  })

  test('[R122] keeps the cause for the log', async () => {
    const reserve = () => Promise.reject(boom)
    const breakdown = await breakdownOf(reserving(reserve))
    expect(breakdown.cause).toBe(boom)
  })

  test('[R122] a breakdown of its own stays what it is', async () => {
    const own = new Breakdown('replay_store_full', 'Full')
    const reserve = () => Promise.reject(own)
    expect(await breakdownOf(reserving(reserve))).toBe(own)
  })

  test('[R122, C8] is waited for one second', async () => {
    vi.useFakeTimers()
    try {
      const reserve = () => new Promise<boolean>(() => {})
      const ending = breakdownOf(reserving(reserve))
      await vi.advanceTimersByTimeAsync(999)
      expect(vi.getTimerCount()).toBe(1)
      // And for one turn more, in which what arrived is read.
      await vi.advanceTimersByTimeAsync(2)
      const breakdown = await ending
      expect(breakdown.code).toBe('replay_store_unavailable')
      expect(String(breakdown.cause)).toContain('No answer in 1 s')
      expect(vi.getTimerCount()).toBe(0)
    } finally {
      vi.useRealTimers()
    }
  })

  test('an answer in time leaves no timer behind', async () => {
    vi.useFakeTimers()
    try {
      const reserve = async () => true
      expect(await reserveProof(proof, url, { reserve }, start)).toBeUndefined()
      expect(vi.getTimerCount()).toBe(0)
    } finally {
      vi.useRealTimers()
    }
  })
})

describe('a store is told to keep a proof for as long as some node accepts it', () => {
  test.each([
    [0, 60, 10],
    [-60, 60, 10],
    [10, 60, 10],
    [-59.5, 60, 10],
    [-100, 100, 0],
    [0, 1, 0],
    [300, 3600, 300],
  ])('[R120, R121] made %d s from now, %d s back and %d s ahead', async (offset, back, ahead) => {
    const clock = createTestClock(start * 1000)
    const issuer = await createTestIssuer({ clock })
    const holder = createHolder(issuer)
    const token = await holder.token({ iat: start - 1000, exp: start + 10_000 })
    const { store, calls } = recording()
    const guard = guardFor(issuer, {
      replayStore: store,
      dpop: { proofMaxAgeSeconds: back, proofMaxFutureSeconds: ahead },
    })
    const iat = start + offset
    const request = holder.presenting(token, { claims: { iat } })
    expect(codeOf(await guard.protect(request))).toBe('granted')
    clock.set((iat + back) * 1000)
    expect(codeOf(await guard.protect(request))).toBe('granted')
    clock.set((iat + back) * 1000 + 1)
    expect(codeOf(await guard.protect(request))).toBe('dpop_proof_expired')
    for (const [, expiresAt] of calls) expect(expiresAt).toBeGreaterThan(iat + back + 1)
    for (const [, expiresAt] of calls) expect(expiresAt).toBeLessThan(iat + back + 10)
  })
})

describe('a store that was emptied', () => {
  /** As the contract says: what may have been taken before the time of the loss is not told to be free. */
  const emptiedAt = (moment: number): ReplayStore => ({
    reserve: (_key, _expiresAt, acceptableSince) =>
      acceptableSince <= moment ? { remembersSince: moment } : true,
  })

  test('[R120, R122, A13] is 503, and says when another proof will do', async () => {
    const emptied = async () => reserveProof(proof, url, emptiedAt(start), start + 2)
    const breakdown = await breakdownOf(emptied())
    expect(breakdown.code).toBe('replay_store_unavailable')
    expect(breakdown.message).toContain(`The replay store was empty at ${start}`)
    expect(breakdown.retryAfterSeconds).toBe(14)
  })

  test('also when it answers later, and never at once', async () => {
    const store = { reserve: async () => ({ remembersSince: start - 1000 }) }
    const later = async () => reserveProof(proof, url, store, start)
    const breakdown = await breakdownOf(later())
    expect(breakdown.retryAfterSeconds).toBe(1)
  })

  test.each([
    [0, 10],
    [0.4, 10],
    [0.999, 0],
    [0, 300],
  ])(
    '[R120, A13] %d s past a second, %d s ahead: a proof of then passes, one of before does not',
    async (past, ahead) => {
      const clock = createTestClock((start + past) * 1000)
      const issuer = await createTestIssuer({ clock })
      const holder = createHolder(issuer)
      const token = await holder.token({ iat: start - 1000, exp: start + 10_000 })
      const guard = guardFor(issuer, {
        replayStore: emptiedAt(start + past),
        dpop: { proofMaxFutureSeconds: ahead },
      })
      const present = () => {
        const claims = { iat: Math.floor(clock.seconds()) }
        return guard.protect(holder.presenting(token, { claims }))
      }
      const answer = refused(await present())
      expect(answer.status).toBe(503)
      const wait = Number(valuesOf(answer, 'retry-after'))
      expect(wait).toBeGreaterThan(ahead + 5 - 1)
      expect(wait).toBeLessThan(ahead + 5 + 2)
      clock.advance(wait)
      expect(codeOf(await present())).toBe('granted')
      clock.advance(-2)
      expect(codeOf(await present())).toBe('replay_store_unavailable')
    },
  )

  test.each([0, 1, 149.5])('[R120, A13, A20] with nonces, %d s into a window', async (past) => {
    const from = Math.ceil(start / 150) * 150
    const clock = createTestClock((from + past) * 1000)
    const issuer = await createTestIssuer({ clock })
    const holder = createHolder(issuer)
    const token = await holder.token({ iat: start - 1000, exp: start + 10_000 })
    const guard = guardFor(issuer, {
      replayStore: emptiedAt(from + past),
      dpop: { nonce: { secrets: ['s'.repeat(32)] } },
    })
    const present = (nonce: string | undefined) =>
      guard.protect(holder.presenting(token, { claims: { nonce } }))
    const [old] = valuesOf(await guard.protect(holder.presenting(token)), 'dpop-nonce')
    const answer = refused(await present(old))
    expect([answer.status, codeOf(answer)]).toEqual([401, 'dpop_nonce_invalid'])
    const [renewed] = valuesOf(answer, 'dpop-nonce')
    expect(renewed).not.toBe(old)
    expect(codeOf(await present(renewed))).toBe('granted')
    expect(codeOf(await present(old))).toBe('dpop_nonce_invalid')
  })

  test('[R119, A13] where nonces are optional, one is asked for', async () => {
    const clock = createTestClock(start * 1000)
    const issuer = await createTestIssuer({ clock })
    const holder = createHolder(issuer)
    const token = await holder.token({ iat: start - 1000, exp: start + 10_000 })
    const guard = guardFor(issuer, {
      replayStore: emptiedAt(start),
      dpop: { nonce: { mode: 'optional', secrets: ['s'.repeat(32)] } },
    })
    const answer = refused(await guard.protect(holder.presenting(token)))
    expect([answer.status, codeOf(answer)]).toEqual([401, 'dpop_nonce_missing'])
    const [nonce] = valuesOf(answer, 'dpop-nonce')
    expect(codeOf(await guard.protect(holder.presenting(token, { claims: { nonce } })))).toBe(
      'granted',
    )
  })

  test('[R122, A13] at a time that is yet to come is 503, with nonces as well', async () => {
    const clock = createTestClock(start * 1000)
    const issuer = await createTestIssuer({ clock })
    const holder = createHolder(issuer)
    const token = await holder.token({ iat: start - 1000, exp: start + 10_000 })
    const guard = guardFor(issuer, {
      replayStore: emptiedAt(start + 1000),
      dpop: { nonce: { secrets: ['s'.repeat(32)] } },
    })
    const [nonce] = valuesOf(await guard.protect(holder.presenting(token)), 'dpop-nonce')
    const answer = refused(await guard.protect(holder.presenting(token, { claims: { nonce } })))
    expect([answer.status, codeOf(answer)]).toEqual([503, 'replay_store_unavailable'])
  })
})

describe('a store is told since when some node may have accepted a proof', () => {
  test.each([0, 10, 300])('[R120, A13] made %d s ahead of us, at most', async (ahead) => {
    const clock = createTestClock(start * 1000)
    const issuer = await createTestIssuer({ clock })
    const holder = createHolder(issuer)
    const token = await holder.token({ iat: start - 1000, exp: start + 10_000 })
    const { store, calls } = recording()
    const guard = guardFor(issuer, {
      replayStore: store,
      dpop: { proofMaxFutureSeconds: ahead },
    })
    const iat = start + 500
    const request = holder.presenting(token, { claims: { iat } })
    clock.set((iat - ahead) * 1000 - 1)
    expect(codeOf(await guard.protect(request))).toBe('dpop_proof_from_future')
    clock.set((iat - ahead) * 1000)
    expect(codeOf(await guard.protect(request))).toBe('granted')
    // The clock of another node may be five seconds ahead.
    expect(calls.map(([, , since]) => since)).toEqual([iat - ahead - 5])
  })

  test('[R120, A13, A20] with a nonce: since it was first given out', async () => {
    const from = Math.ceil(start / 150) * 150
    const clock = createTestClock(from * 1000)
    const issuer = await createTestIssuer({ clock })
    const holder = createHolder(issuer)
    const token = await holder.token({ iat: start - 1000, exp: start + 10_000 })
    const { store, calls } = recording()
    const dpop = { nonce: { secrets: ['s'.repeat(32)] } }
    const guard = guardFor(issuer, { replayStore: store, dpop })
    const given = async () =>
      valuesOf(await guard.protect(holder.presenting(token)), 'dpop-nonce').join()
    const nonce = await given()
    clock.set(from * 1000 - 1)
    expect(await given()).not.toBe(nonce)
    for (const later of [0, 100, 299]) {
      clock.set((from + later) * 1000)
      await guard.protect(holder.presenting(token, { claims: { nonce, iat: start } }))
    }
    expect(calls.map(([, , since]) => since)).toEqual([from - 5, from - 5, from - 5])
  })
})

test('[R120] a proof that expires while a policy is judged is refused: a store need not know it', async () => {
  const clock = createTestClock(start * 1000)
  const issuer = await createTestIssuer({ clock })
  const holder = createHolder(issuer)
  const token = await holder.token({ exp: start + 10_000 })
  const guard = guardFor(issuer, { replayStore: memoryReplayStore({ clock }) })
  const request = holder.presenting(token)
  const policy = async () => {
    await Promise.resolve()
    return true
  }
  const slow = async () => {
    await Promise.resolve()
    clock.set((start + 100) * 1000)
    return true
  }
  expect(codeOf(await guard.protect(request, { policy }))).toBe('granted')
  clock.set(start * 1000)
  expect(codeOf(await guard.protect(holder.presenting(token), { policy: slow }))).toBe(
    'dpop_proof_expired',
  )
})
