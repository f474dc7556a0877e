import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { createTestIssuer } from '@portcullis/testing'
import { afterEach, describe, expect, test, vi } from 'vitest'
import {
  type AccessEvent,
  clientCertHeader,
  type DiagnosticsEvents,
  type ResourceServerOptions,
  scopes,
} from '../../src/index.js'
import { codeOf, guardFor, refused } from '../support/guard.js'
import { createHolder, presentation } from '../support/holder.js'
import { forbidUnhandledRejections } from '../support/issuer.js'
import { requestOf, withBearer } from '../support/request.js'

const issuer = await createTestIssuer()
const holder = createHolder(issuer)
const publicUrl = 'https://api.example.com'

const undo: (() => void)[] = []
afterEach(() => {
  for (const one of undo.splice(0)) one()
})

/** Every event of a channel, from here to the end of the test. */
function heardOn<Name extends keyof DiagnosticsEvents>(name: Name): DiagnosticsEvents[Name][] {
  const events: DiagnosticsEvents[Name][] = []
  const listener = (event: unknown) => void events.push(event as DiagnosticsEvents[Name])
  subscribe(name, listener)
  undo.push(() => unsubscribe(name, listener))
  return events
}

describe('onAccess', () => {
  function telling(more: Partial<ResourceServerOptions> = {}) {
    const events: AccessEvent[] = []
    const { issuer: _, issuers: __, ...options } = more
    const guard = guardFor(issuer, { ...options, onAccess: (event) => events.push(event) })
    return { guard, events }
  }

  test('is told of a good token, and by whose word', async () => {
    const { guard, events } = telling({ publicUrl })
    const token = await issuer.token()
    await guard.protect(presentation({ token, method: 'PUT', target: '/items?secret=1' }))
    expect(events).toEqual([
      {
        method: 'PUT',
        path: '/items',
        resource: publicUrl,
        scheme: 'Bearer',
        issuer: issuer.issuer,
        format: 'jwt',
        binding: 'none',
        principal: 'user',
        clientId: 'client-1',
      },
    ])
    expect(Object.isFrozen(events[0])).toBe(true)
  })

  test('says how the token was bound', async () => {
    const { guard, events } = telling()
    await guard.protect(holder.presenting(await holder.token()))
    expect(events).toMatchObject([{ scheme: 'DPoP', binding: 'dpop' }])
  })

  test('once for each request, also for a token that is known', async () => {
    const { guard, events } = telling()
    const request = withBearer(await issuer.token({ claims: { scope: 'a' } }))
    for (const _ of [1, 2]) {
      const outcome = await guard.protect(request)
      if (!outcome.ok) throw new Error(outcome.reason.code)
      await guard.authorize(request, outcome.access, { policy: scopes('a') })
    }
    expect(events).toHaveLength(2)
  })

  test('not where nobody was let in, nor where nobody showed a token', async () => {
    const { guard, events } = telling({ policy: scopes('a') })
    await guard.protect(withBearer(await issuer.token()))
    await guard.protect(requestOf())
    await guard.protect(requestOf(), { optional: true })
    const preflight = { origin: 'https://app.test', 'access-control-request-method': 'GET' }
    await guard.protect(requestOf({ method: 'OPTIONS', headers: preflight }))
    const replayed = holder.presenting(await holder.token({ scope: 'a' }))
    expect(codeOf(await guard.protect(replayed))).toBe('granted')
    expect(codeOf(await guard.protect(replayed))).toBe('dpop_proof_replayed')
    expect(events).toHaveLength(1)
  })
})

describe('the channels of the process', () => {
  test('tell the same as the hooks, and of which guard', async () => {
    const onAccess = vi.fn()
    const onDenial = vi.fn()
    const accesses = heardOn('portcullis:access')
    const denials = heardOn('portcullis:denial')
    const guard = guardFor(issuer, { publicUrl, onAccess, onDenial })
    await guard.protect(withBearer(await issuer.token()))
    await guard.protect(requestOf({ target: '/items?token=secret' }))
    expect(accesses).toHaveLength(1)
    expect(accesses[0]).toBe(onAccess.mock.calls[0]?.[0])
    expect(denials).toMatchObject([
      {
        reason: { code: 'credentials_missing' },
        method: 'GET',
        path: '/items',
        resource: publicUrl,
      },
    ])
    expect(denials[0]).toBe(onDenial.mock.calls[0]?.[0])
  })

  test('tell of breakdowns', async () => {
    const breakdowns = heardOn('portcullis:breakdown')
    const fetch = async () => {
      throw new Error('away')
    }
    const guard = guardFor(issuer, { fetch })
    await guard.protect(withBearer(await issuer.token()))
    expect(breakdowns).toMatchObject([{ reason: { code: 'issuer_unreachable' }, path: '/items' }])
  })

  test('tell of strangers', async () => {
    const strangers = heardOn('portcullis:untrusted-header')
    const certificateFrom = clientCertHeader({ trustedProxies: ['10.0.0.0/8'] })
    const guard = guardFor(issuer, { publicUrl, mtls: { certificateFrom } })
    const peer = { address: '192.0.2.1', certificate: () => undefined }
    await guard.protect(presentation({ peer, headers: { 'client-cert': ':AA==:' } }))
    const event = { header: 'client-cert', peerAddress: '192.0.2.1', resource: publicUrl }
    expect(strangers).toMatchObject([event])
    expect(JSON.stringify(strangers)).not.toContain('AA==')
  })

  test('[R189] [A38] carry no token, no proof, no query', async () => {
    const all = [
      heardOn('portcullis:access'),
      heardOn('portcullis:denial'),
      heardOn('portcullis:breakdown'),
    ]
    const guard = guardFor(issuer, { publicUrl })
    const token = await holder.token({ email: 'user@example.com' })
    const target = `/items?access_token=${token}`
    const proof = holder.proof(token)
    await guard.protect(presentation({ token, proof }))
    await guard.protect(presentation({ token, proof, target }))
    await guard.protect(presentation({ token, with: 'Bearer' }))
    const text = JSON.stringify(all)
    expect(all.flat().length).toBe(3)
    for (const secret of [token, proof, 'user@example.com', token.split('.')[2] ?? '']) {
      expect(text).not.toContain(secret)
    }
  })

  test('are asked before anything is made for them', async () => {
    const request = withBearer(await issuer.token())
    const guard = guardFor(issuer)
    await guard.protect(request)
    const target = vi.fn(() => '/items')
    await guard.protect(Object.defineProperty({ ...request }, 'target', { get: target }))
    const asked = target.mock.calls.length
    heardOn('portcullis:access')
    await guard.protect(Object.defineProperty({ ...request }, 'target', { get: target }))
    expect(target.mock.calls.length).toBe(asked * 2 + 1)
  })
})

describe('a hook that fails harms nothing', () => {
  forbidUnhandledRejections()

  const broken: readonly (readonly [string, () => unknown])[] = [
    [
      'throws',
      () => {
        throw new Error('log is down')
      },
    ],
    ['breaks its promise', () => Promise.reject(new Error('log is down'))],
    [
      'breaks a promise of another kind',
      () => ({
        // biome-ignore lint/suspicious/noThenProperty: it is what query builders look like
        then: (_: unknown, reject: (reason: Error) => void) => reject(new Error('log is down')),
      }),
    ],
  ]

  test.each(broken)('that %s', async (_, hook) => {
    const heard = heardOn('portcullis:access')
    const hooks = { onAccess: hook, onDenial: hook, onBreakdown: hook } as const
    const guard = guardFor(issuer, { ...hooks, dpop: 'off' })
    expect(codeOf(await guard.protect(withBearer(await issuer.token())))).toBe('granted')
    expect(heard).toHaveLength(1)
    expect(refused(await guard.protect(requestOf())).status).toBe(401)
    const reserve = async () => {
      throw new Error('away')
    }
    const down = guardFor(issuer, { ...hooks, replayStore: { reserve } })
    const outcome = await down.protect(holder.presenting(await holder.token()))
    expect(refused(outcome).status).toBe(503)
  })
})
