import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { createCertificate } from '@portcullis/testing'
import {
  freePort,
  type RunningCluster,
  type RunningRedis,
  startRedis,
  startRedisCluster,
  temporaryFolder,
} from '@portcullis-tooling/services'
import { describeWith } from '@portcullis-tooling/services/describe-with'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { RedisEvent } from '../src/log.js'
import { connectRedis } from '../src/redis-connection.js'
import { connectionOptions } from '../src/redis-options.js'
import { redisSettings } from '../src/redis-settings.js'
import { startMuteRelay } from './mute-relay.js'

const closing: (() => unknown)[] = []

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function server(...options: Parameters<typeof startRedis>): Promise<RunningRedis> {
  const redis = await startRedis(...options)
  closing.push(redis.stop)
  return redis
}

/** A connection that `REDIS_URL` asks for, and what was logged about it. */
async function connect(url: string) {
  const settings = redisSettings({ REDIS_URL: url })
  if (settings === undefined) throw new Error('No URL')
  const events: RedisEvent[] = []
  const connection = connectRedis(settings, { redis: (event) => events.push(event) })
  closing.push(connection.close)
  await connection.started
  return { ...connection, events }
}

const at = ({ port }: { readonly port: number }) => `127.0.0.1:${port}`
/** The recovery that is promised is a second; a machine that is busy gets more. */
const back = { timeout: 10_000, interval: 20 }

describeWith('redis-server', 'REDIS_URL', () => {
  test('leads to a server, with a password and a database', async () => {
    const redis = await server({ args: ['--requirepass', 'p/w'] })
    const { client } = await connect(`redis://:p%2Fw@127.0.0.1:${redis.port}/3`)
    expect(await client.set('key', '1', { condition: 'NX' })).toBe('OK')
    const other = await connect(`redis://default:p%2Fw@127.0.0.1:${redis.port}`)
    expect(await other.client.get('key')).toBeNull()
  })

  test('leads to a Unix socket', async () => {
    const folder = await temporaryFolder('socket')
    closing.push(folder.remove)
    const path = join(folder.path, 'redis.sock')
    const redis = await server({ args: ['--unixsocket', path] })
    const { client, events } = await connect(`unix://${path}`)
    expect(await client.set('key', '1')).toBe('OK')
    await redis.kill()
    await expect.poll(() => events, back).toMatchObject([{ server: path }])
  })

  test('leads to a server with TLS, whose certificate counts', async () => {
    const folder = await temporaryFolder('tls')
    closing.push(folder.remove)
    const { pem, privateKeyPem } = await createCertificate()
    const certificate = await folder.write('server.crt', pem)
    const key = await folder.write('server.key', privateKeyPem)
    const files = [
      '--tls-cert-file',
      certificate,
      '--tls-key-file',
      key,
      '--tls-auth-clients',
      'no',
    ]
    const port = await freePort()
    await server({ args: [...files, '--tls-port', String(port)] })
    // Nobody vouches for it: a connection comes about with TLS alone, and not with this certificate.
    const { events } = await connect(`rediss://127.0.0.1:${port}`)
    expect(events).toMatchObject([{ reason: 'DEPTH_ZERO_SELF_SIGNED_CERT' }])
  })

  test('may hold a wrong password, of which nothing is logged', async () => {
    const redis = await server({ args: ['--requirepass', 'right'] })
    const { client, events } = await connect(`redis://alice:hidden@127.0.0.1:${redis.port}`)
    await expect(client.get('key')).rejects.toThrow()
    await pause(500)
    expect(events).toEqual([{ event: 'redis_unavailable', server: at(redis), reason: 'WRONGPASS' }])
  })

  test('may lead nowhere yet: commands fail at once, and work once it is there', async () => {
    const redis = await server()
    await redis.kill()
    const { client, events } = await connect(redis.url)
    await expect(client.get('key')).rejects.toThrow()
    await redis.restart()
    await expect.poll(() => client.get('key').catch(() => 'down'), back).toBeNull()
    expect(events).toEqual([
      { event: 'redis_unavailable', server: at(redis), reason: 'ECONNREFUSED' },
      { event: 'redis_available', server: at(redis) },
    ])
  })

  test('says once that the server is gone, and once that it is back, for each outage', async () => {
    const redis = await server()
    const { client, events } = await connect(redis.url)
    for (let outage = 1; outage <= 2; outage++) {
      await redis.kill()
      await pause(600)
      expect(events).toHaveLength(2 * outage - 1)
      await redis.restart()
      await expect.poll(() => client.get('key').catch(() => 'down'), back).toBeNull()
      expect(events).toHaveLength(2 * outage)
    }
  })

  test('is tried so often that a second is enough, and needs one attempt once the server is back', async () => {
    const { reconnectStrategy, connectTimeout } = connectionOptions().socket
    expect(reconnectStrategy).toBeLessThanOrEqual(300)
    expect(reconnectStrategy + connectTimeout).toBeLessThan(1000)
    const redis = await server()
    const relay = await startMuteRelay(redis.port)
    closing.push(relay.close)
    const { client } = await connect(`redis://127.0.0.1:${relay.port}`)
    await redis.kill()
    await expect.poll(relay.connections, back).toBeGreaterThan(4)
    await redis.restart()
    const before = relay.connections()
    await expect.poll(() => client.get('key').catch(() => 'down'), back).toBeNull()
    expect(relay.connections() - before).toBeLessThanOrEqual(1)
  })

  test('notices a host that went away without a word, and gives up what was sent there', async () => {
    const redis = await server()
    const relay = await startMuteRelay(redis.port)
    closing.push(relay.close)
    const { client, events } = await connect(`redis://127.0.0.1:${relay.port}`)
    relay.mute()
    await expect(client.get('key')).rejects.toThrow()
    await expect.poll(() => client.get('key').catch(() => 'down'), back).toBeNull()
    // Long enough to give the next one up as well.
    await pause(1500)
    expect(events).toEqual([
      { event: 'redis_unavailable', server: at(relay), reason: 'SILENT' },
      { event: 'redis_available', server: at(relay) },
    ])
  })

  test('lets no more pile up for a server that hangs than it may', async () => {
    const redis = await server()
    const { client } = await connect(redis.url)
    redis.pause()
    const all = Array.from({ length: 20_000 }, () => client.get('key').catch(String))
    const answers = await Promise.all(all)
    expect(answers.filter((answer) => answer === 'Error: The queue is full')).toHaveLength(10_000)
    redis.resume()
    await expect.poll(() => client.get('key').catch(() => 'down'), back).toBeNull()
  })

  test('is left alone after a close, whatever the server does', async () => {
    const redis = await server()
    const { client, events, close } = await connect(redis.url)
    redis.pause()
    const pending = client.get('key')
    close()
    await expect(pending).rejects.toThrow()
    await redis.kill()
    await pause(500)
    expect(events).toEqual([])
  })
})

describeWith('redis-server', 'REDIS_URL with several nodes', () => {
  let cluster: RunningCluster
  beforeAll(async () => {
    cluster = await startRedisCluster({ args: ['--cluster-require-full-coverage', 'no'] })
  })
  afterAll(() => cluster?.stop())

  /** In slots of the first, the second and the third node. */
  const keys = ['b', 'c', 'a']

  test('leads to all of them, with one user and password', async () => {
    const { nodes } = cluster
    for (const { command } of nodes) {
      await command('ACL', 'SETUSER', 'alice', 'on', '>p/w', '~*', '+@all')
    }
    const urls = nodes.slice(0, 2).map((node) => `redis://alice:p%2Fw@${at(node)}`)
    const { client, events } = await connect(urls.join(' '))
    for (const key of keys) expect(await client.set(key, '1')).toBe('OK')
    for (const { command } of nodes) {
      expect(await command('CLIENT', 'LIST')).toContain(' user=alice ')
    }
    expect(events).toEqual([])
  })

  test('goes on without one, and with it again when it is back', async () => {
    const { client, events } = await connect(cluster.urls.join(' '))
    const [, second] = cluster.nodes
    const tryAll = () => Promise.all(keys.map((key) => client.exists(key).catch(() => 'down')))
    for (const key of keys) await client.set(key, '1')
    await second?.kill()
    await expect.poll(tryAll, back).toEqual([1, 'down', 1])
    await second?.restart()
    await expect.poll(tryAll, back).toEqual([1, 0, 1])
    const server = at(second ?? { port: 0 })
    expect(events.filter((event) => event.server === server).map(({ event }) => event)).toEqual([
      'redis_unavailable',
      'redis_available',
    ])
  })

  test('may lead nowhere yet', async () => {
    await Promise.all(cluster.nodes.map((node) => node.kill()))
    const { client, events } = await connect(cluster.urls.join(' '))
    await expect(client.exists('a')).rejects.toThrow()
    expect(events).toEqual([
      { event: 'redis_unavailable', server: 'cluster', reason: 'ECONNREFUSED' },
    ])
    await Promise.all(cluster.nodes.map((node) => node.restart()))
    await expect.poll(() => client.exists('a').catch(() => 'down'), back).toBe(0)
  })
})
