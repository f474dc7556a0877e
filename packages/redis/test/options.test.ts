import { ConfigurationError } from '@portcullis/core'
import { Cluster, Redis } from 'ioredis'
import { createClient, createClientPool, createCluster, createSentinel } from 'redis'
import { afterAll, describe, expect, test } from 'vitest'
import { redisIntrospectionCache, redisReplayStore } from '../src/index.js'

/** None of these is ever connected. */
const client = createClient()
const io = new Redis({ lazyConnect: true })
const cluster = createCluster({ rootNodes: [{ url: 'redis://127.0.0.1:1' }] })
const ioCluster = new Cluster([{ host: '127.0.0.1', port: 1 }], { lazyConnect: true })
const others = [
  ['a pool', createClientPool()],
  ['a client of sentinels', createSentinel({ name: 'x', sentinelRootNodes: [] })],
  ['nothing', undefined],
  ['null', null],
  ['a URL', 'redis://127.0.0.1:6379'],
  ['an empty object', {}],
  ['a function', () => {}],
] as const

afterAll(() => {
  io.disconnect()
  ioCluster.disconnect()
})

const makers = { redisReplayStore, redisIntrospectionCache } as const

function faultOf(make: () => unknown): ConfigurationError {
  try {
    make()
  } catch (error) {
    if (error instanceof ConfigurationError) return error
  }
  throw new Error('No ConfigurationError')
}

describe.each(Object.entries(makers))('%s', (_name, make) => {
  test.each([
    ['redis', client],
    ['redis, cluster', cluster],
    ['ioredis', io],
    ['ioredis, cluster', ioCluster],
  ] as const)('takes a client of %s', (_kind, each) => {
    expect(make({ client: each })).toBeTypeOf('object')
  })

  test.each(others)('takes no client that is %s, and says which it takes', (_what, wrong) => {
    const fault = faultOf(() => make({ client: wrong as never }))
    expect(fault.code).toBe('option_invalid')
    expect(fault.message).toContain('client is no client that is known here: write createClient')
  })

  test.each(['slave', 'all', () => []])(
    '[A13] takes no cluster client that reads from replicas: scaleReads %j',
    (scaleReads) => {
      const nodes = [{ host: '127.0.0.1', port: 1 }]
      const reader = new Cluster(nodes, { lazyConnect: true, scaleReads: scaleReads as never })
      expect(faultOf(() => make({ client: reader })).message).toContain(
        "client is a cluster client that reads from replicas: write scaleReads: 'master'",
      )
    },
  )

  test('takes no client of a replica', () => {
    const sentinels = [{ host: '127.0.0.1', port: 1 }]
    const replica = new Redis({ lazyConnect: true, sentinels, name: 'x', role: 'slave' })
    expect(faultOf(() => make({ client: replica })).message).toContain("write role: 'master'")
  })

  test.each([
    [{ timeoutMilliseconds: 9 }, /timeoutMilliseconds is 9: write a number from 10 to 900/],
    [{ timeoutMilliseconds: 901 }, /from 10 to 900/],
    [{ timeoutMilliseconds: Number.NaN }, /from 10 to 900/],
    [{ maximumPending: 0 }, /maximumPending is 0: write a number from 1/],
    [{ keyPrefix: '' }, /keyPrefix is .*write 1 to 100 characters/],
    [{ keyPrefix: 'a{b}' }, /without spaces and braces/],
    [{ keyPrefix: 'a b' }, /without spaces and braces/],
    [{ keyPrefix: 7 }, /keyPrefix/],
    [{ onEvent: 'x' }, /onEvent is a value of type string: write a function/],
    [{ clock: 7 }, /clock is a value of type number: write a function/],
    [{ timeout: 7 }, /has no option "timeout": options are client, /],
  ])('refuses %j', (options, message) => {
    expect(faultOf(() => make({ client, ...(options as object) })).message).toMatch(message)
  })

  test.each([undefined, null, 7, []])('refuses %j for all of its options', (options) => {
    expect(faultOf(() => make(options as never)).message).toContain('write an object with client')
  })
})

describe('redisReplayStore', () => {
  test.each(['allow', true, null])('refuses onUnavailable %j', (onUnavailable) => {
    const fault = faultOf(() => redisReplayStore({ client, onUnavailable: onUnavailable as never }))
    expect(fault.message).toContain("write 'refuse' or 'dangerouslyAllowReplay'")
  })

  test.each([-1, 1.5, 101, Number.NaN, '1', null])(
    'refuses waitForReplicas %j',
    (waitForReplicas) => {
      const make = () => redisReplayStore({ client, waitForReplicas: waitForReplicas as never })
      expect(faultOf(make).message).toMatch(/^waitForReplicas is .*write a /)
    },
  )

  test.each([cluster, ioCluster])('does not wait for replicas of a cluster', (each) => {
    const fault = faultOf(() => redisReplayStore({ client: each, waitForReplicas: 1 }))
    expect(fault.message).toContain('waitForReplicas is not for a cluster')
    expect(redisReplayStore({ client: each, waitForReplicas: 0 })).toBeTypeOf('object')
  })
})

describe('redisIntrospectionCache', () => {
  const secret = 'only-known-to-those-who-know-it!'

  test.each([
    [[]],
    [secret],
    [[secret]],
    [[new Uint8Array(31)]],
    [[new Uint8Array(33)]],
    [[new Uint8Array(32), new Uint8Array(16)]],
    [new Uint8Array(32)],
    [null],
  ])('[R189] refuses encryptionKeys that are none, and does not show them: case %#', (keys) => {
    const fault = faultOf(() => redisIntrospectionCache({ client, encryptionKeys: keys as never }))
    expect(fault.message).toContain('write at least one Uint8Array of 32 random bytes')
    expect(fault.message).not.toContain(secret)
  })

  test('has no near cache without a subscriber', () => {
    const fault = faultOf(() => redisIntrospectionCache({ client, nearCache: {} }))
    expect(fault.message).toContain('subscriber is missing: write client.duplicate()')
    expect(redisIntrospectionCache({ client, nearCache: false })).toBeTypeOf('object')
  })

  test.each([
    ['of a cluster', cluster],
    ['of a cluster', ioCluster],
    ['that is none', {}],
  ])('refuses a subscriber %s', (_what, subscriber) => {
    const fault = faultOf(() =>
      redisIntrospectionCache({ client, subscriber: subscriber as never }),
    )
    expect(fault.message).toContain('subscriber is no client of one node')
  })

  test.each([
    [{ entries: 0 }, 'nearCache.entries is 0'],
    [{ seconds: 61 }, 'nearCache.seconds is 61'],
    [{ second: 1 }, 'nearCache has no option "second"'],
  ])('refuses nearCache %j', (nearCache, message) => {
    const make = () =>
      redisIntrospectionCache({ client, subscriber: io, nearCache: nearCache as object })
    expect(faultOf(make).message).toContain(message)
  })
})
