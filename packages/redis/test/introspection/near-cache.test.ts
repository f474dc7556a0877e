import type { IntrospectionEntry } from '@portcullis/core'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { NearCache } from '../../src/introspection/near-cache.js'

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }))
afterEach(() => void vi.useRealTimers())

const entry: IntrospectionEntry = { claims: { active: true }, answeredAt: 1, expiresAt: 2 }

function setting(entries = 3) {
  let isInformed = true
  const near = new NearCache({ entries, seconds: 5, isInformed: () => isInformed })
  const bring = (key: string) => near.end(near.begin(key), entry)
  const inform = (is: boolean) => {
    isInformed = is
  }
  return { near, bring, inform }
}

test('keeps what is brought, for so long', () => {
  const { near, bring } = setting()
  bring('a')
  vi.advanceTimersByTime(4999)
  expect(near.get('a')).toBe(entry)
  vi.advanceTimersByTime(1)
  expect(near.get('a')).toBeUndefined()
})

test('keeps at most so many, the last ones', () => {
  const { near, bring } = setting(3)
  for (let index = 0; index < 1000; index++) bring(String(index))
  const kept = Array.from({ length: 1000 }, (_, index) => near.get(String(index)))
  expect(kept.filter((found) => found !== undefined)).toHaveLength(3)
  expect(near.get('999')).toBe(entry)
})

test('[A27] keeps nothing that was deleted while it was on its way', () => {
  const { near } = setting()
  const [errand, other] = [near.begin('a'), near.begin('b')]
  near.forget('a')
  near.end(errand, entry)
  near.end(other, entry)
  expect([near.get('a'), near.get('b')]).toEqual([undefined, entry])
})

test('[A27] nor anything that was on its way when it could have missed a deletion', () => {
  const { near, bring } = setting()
  bring('a')
  const errand = near.begin('b')
  near.forgetAll()
  near.end(errand, entry)
  expect([near.get('a'), near.get('b')]).toEqual([undefined, undefined])
})

test('[A27] is no use while deletions are not heard of', () => {
  const { near, bring, inform } = setting()
  bring('a')
  inform(false)
  expect(near.get('a')).toBeUndefined()
  bring('b')
  const errand = near.begin('c')
  inform(true)
  near.end(errand, entry)
  expect([near.get('b'), near.get('c')]).toEqual([undefined, undefined])
})

test('keeps nothing of an errand that failed', () => {
  const { near } = setting()
  near.end(near.begin('a'), undefined)
  expect(near.get('a')).toBeUndefined()
})
