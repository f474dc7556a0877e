import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { MemoryAdapter } from '../src/memory-adapter.js'

describe('MemoryAdapter', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: 1_000_000_000_000 })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('forgets an entry when its time has come', async () => {
    const adapter = new MemoryAdapter(10)
    await adapter.upsert('a', { jti: 'a' }, 5)
    vi.advanceTimersByTime(4_999)
    expect(await adapter.find('a')).toEqual({ jti: 'a' })
    vi.advanceTimersByTime(1)
    expect(await adapter.find('a')).toBeUndefined()
  })

  it('keeps an entry without a lifetime', async () => {
    const adapter = new MemoryAdapter(10)
    await adapter.upsert('a', { jti: 'a' })
    vi.advanceTimersByTime(1e12)
    expect(await adapter.find('a')).toEqual({ jti: 'a' })
  })

  it('lets the oldest go when it is full', async () => {
    const adapter = new MemoryAdapter(2)
    await adapter.upsert('a', { jti: 'a' }, 60)
    await adapter.upsert('b', { jti: 'b' }, 60)
    await adapter.upsert('a', { jti: 'a', uid: 'rewritten' }, 60)
    await adapter.upsert('c', { jti: 'c' }, 60)
    expect(await adapter.find('a')).toEqual({ jti: 'a', uid: 'rewritten' })
    expect(await adapter.find('b')).toBeUndefined()
    expect(await adapter.find('c')).toEqual({ jti: 'c' })
  })

  it('finds by uid and by user code, unless expired', async () => {
    const adapter = new MemoryAdapter(10)
    await adapter.upsert('a', { uid: 'u', userCode: 'c' }, 5)
    expect(await adapter.findByUid('u')).toMatchObject({ uid: 'u' })
    expect(await adapter.findByUserCode('c')).toMatchObject({ uid: 'u' })
    expect(await adapter.findByUid('other')).toBeUndefined()
    vi.advanceTimersByTime(5_000)
    expect(await adapter.findByUid('u')).toBeUndefined()
  })

  it('marks what was consumed with the time, in seconds', async () => {
    const adapter = new MemoryAdapter(10)
    await adapter.upsert('a', { jti: 'a' }, 5)
    await adapter.consume('a')
    await adapter.consume('absent')
    expect(await adapter.find('a')).toEqual({ jti: 'a', consumed: 1_000_000_000 })
  })

  it('destroys one entry, or all of one grant', async () => {
    const adapter = new MemoryAdapter(10)
    await adapter.upsert('a', { grantId: 'g' }, 5)
    await adapter.upsert('b', { grantId: 'g' }, 5)
    await adapter.upsert('c', { grantId: 'other' }, 5)
    await adapter.upsert('d', { grantId: 'other' }, 5)
    await adapter.destroy('d')
    await adapter.revokeByGrantId('g')
    expect(await Promise.all(['a', 'b', 'c', 'd'].map((id) => adapter.find(id)))).toEqual([
      undefined,
      undefined,
      { grantId: 'other' },
      undefined,
    ])
  })
})
