import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Nonces } from '../../src/dpop/index.js'

const start = 1_700_000_100
const secret = randomBytes(32)

function noncesOf(...secrets: readonly Uint8Array[]): Nonces {
  return new Nonces({ secrets, lifetimeSeconds: 300 })
}

async function isGood(nonces: Nonces, nonce: string, now: number): Promise<boolean> {
  return (await nonces.timesOf(nonce, now)) !== undefined
}

describe('a nonce', () => {
  test('[R116] is 256 bits of base64url, and shows neither time nor secret', async () => {
    const nonce = await noncesOf(secret).issue(start)
    expect(nonce).toMatch(/^[A-Za-z0-9_-]{43}$/)
    expect(nonce).not.toContain(String(start))
  })

  test('[R116, R117] stays the same within its window, and changes with the next', async () => {
    const nonces = noncesOf(secret)
    const windowStart = Math.floor(start / 150) * 150
    const first = await nonces.issue(windowStart)
    for (const seconds of [0.001, 1, 75, 149, 149.999]) {
      expect(await nonces.issue(windowStart + seconds)).toBe(first)
    }
    expect(await nonces.issue(windowStart + 150)).not.toBe(first)
    expect(await nonces.issue(windowStart - 0.001)).not.toBe(first)
  })

  test('[R117] is good for half its lifetime at least, and for its lifetime at most', async () => {
    const nonces = noncesOf(secret)
    const windowStart = Math.floor(start / 150) * 150
    const nonce = await nonces.issue(windowStart)
    for (const age of [0, 149.9, 150, 299, 299.999]) {
      expect(await isGood(nonces, nonce, windowStart + age), String(age)).toBe(true)
    }
    for (const age of [300, 300.001, 450, 100_000]) {
      expect(await isGood(nonces, nonce, windowStart + age), String(age)).toBe(false)
    }
  })

  test('[R118] of a node whose clock is ahead is good', async () => {
    const nonces = noncesOf(secret)
    const windowStart = Math.floor(start / 150) * 150
    const ahead = await nonces.issue(windowStart + 150)
    expect(await isGood(nonces, ahead, windowStart + 149)).toBe(true)
    expect(await isGood(nonces, ahead, windowStart)).toBe(true)
    expect(await isGood(nonces, ahead, windowStart - 1)).toBe(false)
  })

  test('[R120, R121] tells until when it may be used, and not a moment less', async () => {
    const windows = fc.record({
      lifetimeSeconds: fc.integer({ min: 10, max: 3600 }),
      now: fc.integer({ min: 1_700_000_000_000, max: 1_800_000_000_000 }).map((ms) => ms / 1000),
      later: fc.integer({ min: 0, max: 8_000_000 }).map((ms) => ms / 1000),
    })
    await fc.assert(
      fc.asyncProperty(windows, async ({ lifetimeSeconds, now, later }) => {
        const nonces = new Nonces({ secrets: [secret], lifetimeSeconds })
        const nonce = await nonces.issue(now)
        const until = (await nonces.timesOf(nonce, now))?.until ?? 0
        expect(until).toBeGreaterThanOrEqual(now + lifetimeSeconds / 2)
        expect(until).toBeLessThanOrEqual(now + lifetimeSeconds)
        expect(await isGood(nonces, nonce, now + later)).toBe(now + later < until)
      }),
    )
  })

  test('[R118, A20] of another secret is none of ours', async () => {
    const foreign = await noncesOf(randomBytes(32)).issue(start)
    expect(await isGood(noncesOf(secret), foreign, start)).toBe(false)
  })

  test('[R118] of the same secret and another lifetime is none of ours', async () => {
    const other = new Nonces({ secrets: [secret], lifetimeSeconds: 301 })
    expect(await isGood(noncesOf(secret), await other.issue(start), start)).toBe(false)
  })

  test('[R118] is good on every node with the secret', async () => {
    expect(await isGood(noncesOf(secret), await noncesOf(secret).issue(start), start)).toBe(true)
  })

  test('[R118, A37] that is nearly ours is none', async () => {
    const nonces = noncesOf(secret)
    const nonce = await nonces.issue(start)
    const changed = nonce.startsWith('A') ? `B${nonce.slice(1)}` : `A${nonce.slice(1)}`
    const last = nonce.endsWith('A') ? `${nonce.slice(0, -1)}E` : `${nonce.slice(0, -1)}A`
    for (const near of [changed, last, '', ' ', nonce.slice(1), `${nonce}=`, `${nonce}A`, 'null']) {
      expect(await isGood(nonces, near, start), near).toBe(false)
    }
    expect(await isGood(nonces, nonce.toLowerCase(), start)).toBe(false)
  })
})

describe('secrets that rotate', () => {
  const next = randomBytes(32)

  test('[R118] the first issues, all verify', async () => {
    const before = noncesOf(secret)
    const during = noncesOf(next, secret)
    const after = noncesOf(next)
    const old = await before.issue(start)
    const fresh = await during.issue(start)
    expect(fresh).not.toBe(old)
    expect(fresh).toBe(await after.issue(start))
    expect(await isGood(during, old, start)).toBe(true)
    expect(await isGood(during, fresh, start)).toBe(true)
    expect(await isGood(after, old, start)).toBe(false)
    expect(await isGood(before, fresh, start)).toBe(false)
  })

  test('[R118] a node may learn the new one first, and issue with it later', async () => {
    const learned = noncesOf(secret, next)
    expect(await learned.issue(start)).toBe(await noncesOf(secret).issue(start))
    expect(await isGood(learned, await noncesOf(next).issue(start), start)).toBe(true)
  })
})

test('[R116] a thousand windows have a thousand nonces', async () => {
  const nonces = noncesOf(secret)
  const all = new Set<string>()
  for (let window = 0; window < 1000; window++) all.add(await nonces.issue(start + window * 150))
  expect(all.size).toBe(1000)
})

describe('after a loss of the replay store', () => {
  const windowStart = Math.ceil(start / 150) * 150
  const lostAt = windowStart + 40.25

  test('[R116, A13] another nonce is given out, which is not older than the loss', async () => {
    const nonces = noncesOf(secret)
    const before = await nonces.issue(lostAt)
    expect(nonces.renewAfter(lostAt, lostAt + 1)).toBe(true)
    const nonce = await nonces.issue(lostAt + 1)
    expect(nonce).toMatch(/^[\x21\x23-\x5b\x5d-\x7e]+$/)
    expect(nonce).not.toBe(before)
    expect(await nonces.issue(lostAt + 100)).toBe(nonce)
    const times = await nonces.timesOf(nonce, lostAt + 1)
    expect(times?.since).toBeGreaterThan(lostAt)
    expect(times?.since).toBeLessThan(lostAt + 0.01)
    expect((await nonces.timesOf(before, lostAt + 1))?.since).toBeLessThan(lostAt)
  })

  test('[R118] a node that knows nothing of the loss honours it', async () => {
    const [nonces, other] = [noncesOf(secret), noncesOf(secret)]
    nonces.renewAfter(lostAt, lostAt)
    const nonce = await nonces.issue(lostAt)
    expect(await other.timesOf(nonce, lostAt)).toEqual(await nonces.timesOf(nonce, lostAt))
    expect(await noncesOf(randomBytes(32)).timesOf(nonce, lostAt)).toBeUndefined()
  })

  test('[R117] it is good for its lifetime, and not before the loss', async () => {
    const nonces = noncesOf(secret)
    nonces.renewAfter(lostAt, lostAt)
    const nonce = await nonces.issue(lostAt)
    expect(await isGood(nonces, nonce, lostAt + 299.9)).toBe(true)
    expect(await isGood(nonces, nonce, lostAt + 300)).toBe(false)
    expect(await isGood(nonces, nonce, lostAt - 150)).toBe(true)
    expect(await isGood(nonces, nonce, lostAt - 150.1)).toBe(false)
  })

  test('[R116] those of the next window that begins well after it are as ever', async () => {
    const [nonces, other] = [noncesOf(secret), noncesOf(secret)]
    nonces.renewAfter(lostAt, lostAt)
    expect(await nonces.issue(windowStart + 150)).toBe(await other.issue(windowStart + 150))
    nonces.renewAfter(windowStart + 147, windowStart + 147)
    expect(await nonces.issue(windowStart + 150)).not.toBe(await other.issue(windowStart + 150))
  })

  test('[A20] a time that is yet to come is none, and an earlier loss changes nothing', async () => {
    const nonces = noncesOf(secret)
    const usual = await nonces.issue(lostAt)
    expect(nonces.renewAfter(lostAt + 151, lostAt)).toBe(false)
    expect(await nonces.issue(lostAt)).toBe(usual)
    nonces.renewAfter(lostAt, lostAt)
    const nonce = await nonces.issue(lostAt)
    nonces.renewAfter(lostAt - 20, lostAt)
    expect(await nonces.issue(lostAt)).toBe(nonce)
  })

  test.each(['moved to another time', 'cut', 'without its time'])(
    '[R118, A20] one that is %s is none',
    async (how) => {
      const nonces = noncesOf(secret)
      nonces.renewAfter(lostAt, lostAt)
      const [time = '', hmac = ''] = (await nonces.issue(lostAt)).split('.')
      const later = (Number.parseInt(time, 36) + 1000).toString(36)
      const changed = {
        'moved to another time': `${later}.${hmac}`,
        cut: `${time}.${hmac.slice(0, -1)}`,
        'without its time': hmac,
      }[how]
      expect(await isGood(nonces, changed ?? '', lostAt)).toBe(false)
    },
  )
})
