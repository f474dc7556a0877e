import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DigestSet } from '../../src/lib/digest-set.js'

function digest(of: unknown): string {
  return createHash('sha256').update(String(of)).digest('base64url')
}

function add(set: DigestSet, digest: string, until: number, now: number, most = 1_000_000) {
  return set.add(digest, until, now, most)
}

/** One that is over is not put in. */
function has(set: DigestSet, digest: string, now: number): boolean {
  return add(set, digest, 0, now) === 'present'
}

describe('a set of digests', () => {
  test('has what was added, until its time is over', () => {
    const set = new DigestSet()
    add(set, digest('a'), 100, 0)
    expect(has(set, digest('a'), 0)).toBe(true)
    expect(has(set, digest('a'), 99.999)).toBe(true)
    expect(has(set, digest('a'), 100)).toBe(false)
    expect(has(set, digest('b'), 0)).toBe(false)
  })

  test('[R121] never lets go before the time, which may be a fraction', () => {
    const set = new DigestSet()
    add(set, digest('a'), 100.001, 0)
    expect(has(set, digest('a'), 100)).toBe(true)
    expect(has(set, digest('a'), 100.001)).toBe(true)
    expect(has(set, digest('a'), 101)).toBe(false)
  })

  test('knows its size', () => {
    const set = new DigestSet()
    expect(set.size(0)).toBe(0)
    add(set, digest('a'), 10, 0)
    add(set, digest('b'), 10, 0)
    add(set, digest('c'), 20, 0)
    expect(set.size(0)).toBe(3)
    expect(set.size(9.9)).toBe(3)
    expect(set.size(10)).toBe(1)
    expect(set.size(19)).toBe(1)
    expect(set.size(20)).toBe(0)
    add(set, digest('a'), 30, 20)
    expect(set.size(20)).toBe(1)
  })

  test('takes a digest again whose time was over', () => {
    const set = new DigestSet()
    for (let round = 0; round < 100; round++) {
      const now = round * 10
      expect(has(set, digest('a'), now)).toBe(false)
      add(set, digest('a'), now + 10, now)
      expect(has(set, digest('a'), now + 9)).toBe(true)
      expect(set.size(now)).toBe(1)
    }
  })

  test('does not take what is over already', () => {
    const set = new DigestSet()
    add(set, digest('a'), 5, 10)
    add(set, digest('b'), 10, 10)
    add(set, digest('c'), Number.NaN, 10)
    expect([set.size(10), set.size(0)]).toEqual([0, 0])
    for (const name of ['a', 'b', 'c']) expect(has(set, digest(name), 0)).toBe(false)
  })

  test('keeps what has no end to the end of its clock', () => {
    const set = new DigestSet()
    add(set, digest('a'), Number.POSITIVE_INFINITY, 1_700_000_000)
    expect(has(set, digest('a'), 4_200_000_000)).toBe(true)
  })

  test('when the clock goes back what was over may count again, and nothing is lost', () => {
    const set = new DigestSet()
    add(set, digest('a'), 100, 0)
    expect(set.size(200)).toBe(0)
    expect(has(set, digest('a'), 50)).toBe(true)
  })

  test('takes no more than there may be, and tells what it has all the same', () => {
    const set = new DigestSet()
    expect(add(set, digest('a'), 10, 0, 2)).toBe('added')
    expect(add(set, digest('b'), 20, 0, 2)).toBe('added')
    expect(add(set, digest('c'), 10, 0, 2)).toBe('full')
    expect(add(set, digest('a'), 10, 0, 2)).toBe('present')
    expect(add(set, digest('c'), 20, 10, 2)).toBe('added')
    expect([has(set, digest('a'), 10), has(set, digest('c'), 10), set.size(10)]).toEqual([
      false,
      true,
      2,
    ])
  })

  test('takes digests of every beginning, zeros too', () => {
    const set = new DigestSet()
    const rest = digest('x').slice(30)
    const all = ['A'.repeat(43), `${'A'.repeat(29)}B${rest}`, '_'.repeat(43), `-${'A'.repeat(42)}`]
    for (const each of all) {
      expect(has(set, each, 0)).toBe(false)
      add(set, each, 10, 0)
    }
    for (const each of all) expect(has(set, each, 0)).toBe(true)
  })

  test.each([
    '',
    'short',
    `${digest('a')}A`,
    digest('a').slice(1),
    ` ${digest('a').slice(1)}`,
    `${digest('a').slice(0, 10)}=${digest('a').slice(11)}`,
    `ü${digest('a').slice(1)}`,
    `${digest('a').slice(0, 36)}.${digest('a').slice(37)}`,
    '\ud800'.repeat(43),
  ])('%j is no digest', (text) => {
    expect(() => has(new DigestSet(), text, 0)).toThrow(TypeError)
    expect(() => add(new DigestSet(), text, 10, 0)).toThrow(TypeError)
  })

  test('holds many, forgets them, and holds others in the same room', () => {
    const set = new DigestSet()
    for (let round = 0; round < 3; round++) {
      const now = round * 100
      for (let index = 0; index < 20_000; index++)
        add(set, digest(`${round} ${index}`), now + 100, now)
      expect(set.size(now)).toBe(20_000)
      for (let index = 0; index < 20_000; index += 7) {
        expect(has(set, digest(`${round} ${index}`), now)).toBe(true)
        expect(has(set, digest(`${round - 1} ${index}`), now)).toBe(false)
      }
    }
  })
})

test('[R120, R121] it does what a map from digest to time does', () => {
  const command = fc.record({
    name: fc.integer({ min: 0, max: 400 }),
    lasts: fc.integer({ min: 1, max: 50 }),
    passes: fc.constantFrom(0, 0, 0, 1, 5, 0.5, 40),
  })
  fc.assert(
    fc.property(fc.array(command, { minLength: 1, maxLength: 800 }), (commands) => {
      const set = new DigestSet()
      const model = new Map<string, number>()
      let now = 1000
      for (const { name, lasts, passes } of commands) {
        now += passes
        const key = digest(name)
        const isLive = (model.get(key) ?? 0) > now
        expect(has(set, key, now)).toBe(isLive)
        if (!isLive) {
          add(set, key, now + lasts, now)
          model.set(key, Math.ceil(now + lasts))
        }
        expect(set.size(now)).toBe([...model.values()].filter((time) => time > now).length)
      }
    }),
    { numRuns: 40 },
  )
})
