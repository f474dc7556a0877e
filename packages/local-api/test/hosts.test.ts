import { describe, expect, test } from 'vitest'
import { expectedHosts } from '../src/expected-hosts.js'
import { type LocalApiOptions, localApi } from '../src/index.js'
import { authorityOf } from './support/guard.js'
import { mounts } from './support/mounts.js'
import { TestAuthority } from './support/provider.js'
import { get } from './support/send.js'

const onLoopback = 'http://127.0.0.1:4000'

async function start(mount: (typeof mounts)[number][1], more: Partial<LocalApiOptions> = {}) {
  const authority = new TestAuthority(undefined, {}, onLoopback)
  const options = { scope: 'local-api', audience: 'local', ...more }
  const port = await mount(localApi({ authority: authorityOf(authority), ...options }))
  const authorization = `Bearer ${await authority.issue()}`
  return { port, authorization }
}

describe.each(mounts)('[R219, A43] in %s, an authority on loopback', (_name, mount) => {
  test('serves by the names of this machine', async () => {
    const { port, authorization } = await start(mount)
    for (const host of ['localhost', `LOCALHOST:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`]) {
      expect((await get(port, { authorization, host })).status).toBe(200)
    }
  })

  test('refuses a page that had its own name point here', async () => {
    const { port, authorization } = await start(mount)
    for (const host of [`rebound.example:${port}`, '127.0.0.1.example', '192.0.2.1', 'local']) {
      const answer = await get(port, { authorization, host })
      expect(answer.status).toBe(403)
      expect(answer.json.error).toBe('invalid_request')
      expect(answer.json).not.toHaveProperty('subject')
    }
  })

  test('refuses a page elsewhere that calls this machine', async () => {
    const { port, authorization } = await start(mount)
    for (const origin of ['https://evil.example', `http://rebound.example:${port}`, 'null']) {
      expect((await get(port, { authorization, origin })).status).toBe(403)
    }
    for (const origin of ['http://localhost:5173', `http://127.0.0.1:${port}`]) {
      expect((await get(port, { authorization, origin })).status).toBe(200)
    }
  })

  test('says so before it looks at credentials', async () => {
    const { port } = await start(mount)
    expect((await get(port, { host: 'rebound.example' })).status).toBe(403)
  })
})

describe('[R219, A43] what is expected', () => {
  const [[, node] = mounts[0] ?? ['', undefined as never]] = [...mounts].reverse()

  test('can be said', async () => {
    const { port, authorization } = await start(node, {
      allowedHosts: ['api.test', 'other.test:8443'],
      allowedOrigins: ['https://app.example.com'],
    })
    const statusOf = async (host: string, origin?: string) =>
      (await get(port, { authorization, host, ...(origin === undefined ? {} : { origin }) })).status
    expect(await statusOf('api.test:1234')).toBe(200)
    expect(await statusOf('other.test:8443')).toBe(200)
    expect(await statusOf('other.test:8444')).toBe(403)
    expect(await statusOf('localhost')).toBe(403)
    expect(await statusOf('api.test', 'https://app.example.com')).toBe(200)
    expect(await statusOf('api.test', 'https://app.example.com:444')).toBe(403)
  })

  test('can be anything, where that is said', async () => {
    const { port, authorization } = await start(node, { allowedHosts: null })
    const sent = { authorization, host: 'any.example', origin: 'https://any.example' }
    expect((await get(port, sent)).status).toBe(200)
  })

  test.each([
    [undefined, 'https://identity.example.com', undefined, undefined],
    [undefined, 'https://identity.example.com', 'https://api.example.com', undefined],
    [undefined, onLoopback, undefined, ['localhost', '127.0.0.1', '[::1]']],
    [
      undefined,
      'https://127.8.8.8',
      'https://api.example.com/v1',
      ['localhost', '127.0.0.1', '[::1]', '127.8.8.8', 'api.example.com'],
    ],
    [
      undefined,
      'https://identity.example.com',
      'http://localhost:3000',
      ['localhost', '127.0.0.1', '[::1]', 'identity.example.com'],
    ],
    [null, onLoopback, undefined, undefined],
    [['a.test'], 'https://identity.example.com', undefined, ['a.test']],
  ])('is, for %j, issuer %s and URL %s: %j', (given, issuer, publicUrl, expected) => {
    expect(expectedHosts(given, issuer, publicUrl)).toEqual(expected)
  })
})
