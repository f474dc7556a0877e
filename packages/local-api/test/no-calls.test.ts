import dns from 'node:dns'
import { Socket } from 'node:net'
import { generateSigningKey, proofs } from '@portcullis/testing'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { guardOf } from './support/guard.js'
import { mounts } from './support/mounts.js'
import { clientKey, otherKey, TestAuthority } from './support/provider.js'
import { get } from './support/send.js'

afterEach(() => {
  vi.restoreAllMocks()
})

/** Every way out of the process, watched. */
function watchNetwork() {
  const connect = vi.spyOn(Socket.prototype, 'connect')
  const others = [
    vi.spyOn(globalThis, 'fetch'),
    vi.spyOn(dns, 'lookup'),
    vi.spyOn(dns.promises, 'lookup'),
  ]
  return {
    /** The ports that somebody connected to. */
    ports: () => connect.mock.calls.map((args) => portOf(args[0])),
    others: () => others.flatMap<unknown>(({ mock }) => mock.calls),
  }
}

/** Node itself hands over its options in a list. */
function portOf(argument: unknown): unknown {
  const [options] = [argument].flat()
  return (options as { port?: unknown } | undefined)?.port
}

describe.each(mounts)('a local API in %s', (_name, mount) => {
  test('makes no connection, whatever comes', async () => {
    const authority = new TestAuthority()
    await authority.grant()
    const guard = guardOf(authority)
    const port = await mount(guard)
    const session = await authority.startSession()
    const stranger = new TestAuthority([generateSigningKey('ES256')])
    const bearers = [
      await authority.issue(),
      await authority.issue({ form: 'opaque' }),
      await authority.issue({ user: null }),
      await authority.issue({ form: 'opaque', user: null }),
      await authority.issue({ session }),
      await authority.issue({ scope: 'other' }),
      await authority.issue({ boundTo: otherKey }),
    ]
    // A kid that nobody publishes, and a token that nobody knows.
    const unknown = [await stranger.issue(), 'unknown-reference']
    const bound = [
      await authority.issue({ boundTo: clientKey }),
      await authority.issue({ form: 'opaque', boundTo: clientKey }),
    ]

    const network = watchNetwork()
    await guard.warmUp()
    const statuses: number[] = []
    for (const token of [...bearers, ...unknown]) {
      for (let times = 0; times < 2; times += 1) {
        statuses.push((await get(port, { authorization: `Bearer ${token}` })).status)
      }
    }
    for (const token of bound) {
      const dpop = proofs.forge({ key: clientKey, url: `http://127.0.0.1:${port}/me`, token })
      statuses.push((await get(port, { authorization: `DPoP ${token}`, dpop })).status)
    }

    const accepted = Array.from({ length: 10 }, () => 200)
    expect(statuses).toEqual([...accepted, 403, 403, 401, 401, 401, 401, 401, 401, 200, 200])
    // Those of the client of this test, one for each request.
    expect(network.ports()).toEqual(statuses.map(() => port))
    expect(network.others()).toEqual([])
  })
})

test('the watch sees a connection', async () => {
  const network = watchNetwork()
  await fetch('http://127.0.0.1:9/').catch(() => undefined)
  expect(network.others()).toHaveLength(1)
})
