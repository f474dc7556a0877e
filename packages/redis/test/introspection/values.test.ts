import type { IntrospectionEntry } from '@portcullis/core'
import { startRedis } from '@portcullis-tooling/services'
import { describeWith } from '@portcullis-tooling/services/describe-with'
import { describe, expect, test } from 'vitest'
import {
  type IntrospectionCacheEvent,
  type RedisIntrospectionCacheOptions,
  redisIntrospectionCache,
} from '../../src/index.js'
import { plainCodec, sealedCodec } from '../../src/introspection/value-codec.js'
import { nodeRedis } from '../support/clients.js'
import { endAfterEach, ending, freshKey, seconds } from '../support/redis.js'

endAfterEach()

const newSecret = () => crypto.getRandomValues(new Uint8Array(32))

function entryFor(left = 60): IntrospectionEntry {
  const answeredAt = seconds()
  const claims = { active: true, sub: 'alice', scope: 'api1.read' }
  return { claims, answeredAt, expiresAt: answeredAt + left }
}

describe('a sealed value', () => {
  const [secret, other] = [newSecret(), newSecret()]
  const codec = sealedCodec([secret])
  const entry = entryFor()
  const value = codec.write('key', entry) ?? ''

  test('[R189] shows nothing, is never the same, and is read again', () => {
    expect(Buffer.from(value.slice(3), 'base64url').toString('latin1')).not.toContain('alice')
    expect(codec.write('key', entry)).not.toBe(value)
    expect(codec.read('key', value)).toEqual(entry)
  })

  test('[A26] is not believed under another key', () => {
    expect(codec.read('another', value)).toBe('not_decryptable')
  })

  test('is not believed with one bit changed, wherever', () => {
    const bytes = Buffer.from(value.slice(3), 'base64url')
    for (let index = 0; index < bytes.length; index++) {
      const changed = Buffer.from(bytes)
      changed[index] = (changed[index] ?? 0) ^ 1
      expect(codec.read('key', `s1.${changed.toString('base64url')}`)).toBe('not_decryptable')
    }
  })

  test('is not believed when it is cut', () => {
    const bytes = Buffer.from(value.slice(3), 'base64url')
    for (let length = 0; length < bytes.length; length++) {
      const cut = `s1.${bytes.subarray(0, length).toString('base64url')}`
      expect(['malformed', 'not_decryptable']).toContain(codec.read('key', cut))
    }
  })

  test('is read with an old key, and written with the first', () => {
    const rotated = sealedCodec([other, secret])
    expect(rotated.read('key', value)).toEqual(entry)
    expect(sealedCodec([other]).read('key', rotated.write('key', entry))).toEqual(entry)
    expect(sealedCodec([other]).read('key', value)).toBe('not_decryptable')
  })

  test('is the only one that is believed', () => {
    expect(codec.read('key', plainCodec.write('key', entry))).toBe('not_encrypted')
    expect(plainCodec.read('key', value)).toBe('not_decryptable')
  })
})

describe('a value that is not what is written here', () => {
  const good = { claims: { active: true }, answeredAt: 1, expiresAt: 2 }
  const texts = [
    '',
    '{',
    'null',
    '[]',
    '1',
    '"x"',
    '{}',
    JSON.stringify({ ...good, claims: null }),
    JSON.stringify({ ...good, claims: [] }),
    JSON.stringify({ ...good, claims: 'x' }),
    JSON.stringify({ ...good, answeredAt: '1' }),
    JSON.stringify({ ...good, answeredAt: null }),
    JSON.stringify({ ...good, answeredAt: -1 }),
    JSON.stringify({ ...good, expiresAt: undefined }),
    JSON.stringify({ ...good, expiresAt: true }),
    JSON.stringify(good).replace('2}', '1e999}'),
  ]

  test.each(texts)('%s is refused', (text) => {
    expect(plainCodec.read('key', `p1.${text}`)).toBe('malformed')
  })

  test.each([text(good), `p2.${text(good)}`, `P1.${text(good)}`, 7, undefined, {}, `s1.`, 's1.!'])(
    '%j is refused, sealed or not',
    (value) => {
      expect(plainCodec.read('key', value)).not.toMatchObject(good)
      expect(sealedCodec([newSecret()]).read('key', value)).not.toMatchObject(good)
    },
  )

  test('nor is one that is too long, and none such is written', () => {
    const long = { ...good, claims: { active: true, text: 'x'.repeat(2 ** 20) } }
    expect(plainCodec.write('key', long)).toBeUndefined()
    expect(sealedCodec([newSecret()]).write('key', long)).toBeUndefined()
    const much = `p1.${JSON.stringify({ ...good, claims: { text: 'x'.repeat(2 ** 21) } })}`
    expect(plainCodec.read('key', much)).toBe('malformed')
  })

  /** Claims of so many levels, the object itself being the first. */
  function deep(levels: number): string {
    const member = '['.repeat(levels - 1) + ']'.repeat(levels - 1)
    return `p1.{"claims":{"active":true,"deep":${member || 1}},"answeredAt":1,"expiresAt":2}`
  }

  test('[A25] nor is one with more levels than any answer has: nobody walks through it', () => {
    expect(plainCodec.read('key', deep(16))).toMatchObject(good)
    for (const levels of [18, 1000, 100_000]) {
      expect(plainCodec.read('key', deep(levels))).toBe('malformed')
    }
  })

  function text(value: unknown): string {
    return JSON.stringify(value)
  }
})

describeWith('redis-server', 'in Redis', () => {
  const setting = async (options: Omit<RedisIntrospectionCacheOptions, 'client'> = {}) => {
    const redis = ending(await startRedis())
    const { client } = ending(await nodeRedis(redis.port))
    const events: IntrospectionCacheEvent[] = []
    const cache = redisIntrospectionCache({
      client,
      onEvent: (event) => {
        events.push(event)
        throw new Error('A hook that throws')
      },
      ...options,
    })
    return { redis, client, cache, events }
  }
  const nameOf = (key: string) => `portcullis:introspection:{${key}}`

  test('[R82, A27] an entry ends no later than it may be used', async () => {
    const { redis, cache } = await setting()
    for (const left of [60, 1.5, 3600]) {
      const [key, entry] = [freshKey(), entryFor(left)]
      await cache.set(key, entry)
      const end = Number(await redis.command('PEXPIRETIME', nameOf(key)))
      expect(end).toBeLessThanOrEqual(entry.expiresAt * 1000 + 50)
      expect(end).toBeGreaterThan(entry.expiresAt * 1000 - 2000)
    }
  })

  test('[R82, A27] one that is over takes the place of what was there', async () => {
    const { redis, cache } = await setting()
    const key = freshKey()
    await cache.set(key, entryFor())
    await cache.set(key, entryFor(-1))
    expect(await redis.command('EXISTS', nameOf(key))).toBe(0)
  })

  test('[R189] with keys of our own it shows nothing', async () => {
    const { redis, cache } = await setting({ encryptionKeys: [newSecret()] })
    const key = freshKey()
    await cache.set(key, entryFor())
    expect(String(await redis.command('GET', nameOf(key)))).not.toMatch(/alice|api1|active/)
    expect((await cache.get(key))?.claims.sub).toBe('alice')
  })

  test('whoever gave the keys may wipe them', async () => {
    const given = newSecret()
    const copy = Uint8Array.from(given)
    const { redis, cache } = await setting({ encryptionKeys: [given] })
    given.fill(0)
    const key = freshKey()
    await cache.set(key, entryFor())
    const value = await redis.command('GET', nameOf(key))
    expect(sealedCodec([copy]).read(nameOf(key), value)).toMatchObject({ claims: { sub: 'alice' } })
  })

  test.each([
    ['x', 'malformed'],
    ['p1.{"claims":{"active":true},"answeredAt":1,"expiresAt":9e9}', 'not_encrypted'],
    [`s1.${Buffer.alloc(60).toString('base64url')}`, 'not_decryptable'],
  ])('[A26] %s is a miss, and an event', async (value, reason) => {
    const { redis, cache, events } = await setting({ encryptionKeys: [newSecret()] })
    const key = freshKey()
    await redis.command('SET', nameOf(key), value)
    expect(await cache.get(key)).toBeUndefined()
    expect(events).toEqual([{ kind: 'value_refused', reason }])
  })

  test('[A26] a value put under another key is a miss', async () => {
    const { redis, cache, events } = await setting({ encryptionKeys: [newSecret()] })
    const [key, victim] = [freshKey(), freshKey()]
    await cache.set(key, entryFor())
    await redis.command('COPY', nameOf(key), nameOf(victim))
    expect(await cache.get(victim)).toBeUndefined()
    expect(events).toEqual([{ kind: 'value_refused', reason: 'not_decryptable' }])
  })

  test('what is no string is an event, and an error for the guard to do without', async () => {
    const { redis, cache, events } = await setting()
    const key = freshKey()
    await redis.command('RPUSH', nameOf(key), 'x')
    expect(await cache.get(key)).toBeUndefined()
    expect(events).toEqual([])
    await cache.set(key, entryFor())
    expect((await cache.get(key))?.claims.sub).toBe('alice')
  })

  test('keys that are no digests are not taken', async () => {
    const { redis, cache } = await setting()
    for (const key of ['', 'a b', '{a}', 'ü', 'a:b', 'x'.repeat(129)]) {
      await expect((async () => cache.get(key))()).rejects.toThrow(TypeError)
      await expect((async () => cache.set(key, entryFor()))()).rejects.toThrow(TypeError)
      await expect((async () => cache.delete(key))()).rejects.toThrow(TypeError)
    }
    expect(await redis.command('DBSIZE')).toBe(0)
  })
})
