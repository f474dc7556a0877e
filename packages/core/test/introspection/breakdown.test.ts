import {
  createTestIssuer,
  type Fault,
  type RunningTestIssuer,
  startTestIssuer,
  type TestIssuer,
} from '@portcullis/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Breakdown } from '../../src/index.js'
import { present } from '../support/guard.js'
import { forbidUnhandledRejections } from '../support/issuer.js'
import { withBearer } from '../support/request.js'
import { asking, expectServiceUnavailable } from './setting.js'

forbidUnhandledRejections()

let running: RunningTestIssuer
beforeAll(async () => {
  running = await startTestIssuer()
})
afterAll(() => running.close())

const ways: [string, () => Promise<{ issuer: TestIssuer; real: boolean }>][] = [
  ['in process', async () => ({ issuer: await createTestIssuer(), real: false })],
  ['over a socket', async () => ({ issuer: running, real: true })],
]

const json = { 'content-type': 'application/json' }
const refusal = (error: string) => JSON.stringify({ error })

/** How an endpoint may misbehave, and what the operator is told. */
const faults: [Fault, string, string][] = [
  [{ kind: 'status', status: 401 }, 'introspection_credentials_refused', 'answered 401'],
  [{ kind: 'status', status: 403 }, 'introspection_credentials_refused', 'answered 403'],
  [
    { kind: 'status', status: 400, headers: json, body: refusal('invalid_client') },
    'introspection_credentials_refused',
    'answered 400: it does not accept the credentials of "api1"',
  ],
  [
    { kind: 'status', status: 400, headers: json, body: refusal('unauthorized_client') },
    'introspection_credentials_refused',
    'credentials of "api1"',
  ],
  [
    { kind: 'status', status: 400, headers: json, body: refusal('invalid_request') },
    'introspection_request_refused',
    'answered 400',
  ],
  [{ kind: 'status', status: 400 }, 'introspection_request_refused', 'answered 400'],
  [{ kind: 'status', status: 413 }, 'introspection_request_refused', 'answered 413'],
  [{ kind: 'status', status: 404 }, 'introspection_failed', 'answered 404'],
  [{ kind: 'status', status: 429 }, 'introspection_failed', 'answered 429'],
  [{ kind: 'status', status: 500 }, 'introspection_failed', 'answered 500'],
  [{ kind: 'status', status: 502, body: '<h1>Bad</h1>' }, 'introspection_failed', 'answered 502'],
  [
    { kind: 'status', status: 503, headers: json, body: refusal('invalid_client') },
    'introspection_failed',
    'answered 503',
  ],
  [{ kind: 'status', status: 204 }, 'introspection_failed', 'answered 204'],
  [
    { kind: 'status', status: 201, headers: json, body: '{"active":true}' },
    'introspection_failed',
    'answered 201',
  ],
  [{ kind: 'redirect', location: '/elsewhere' }, 'introspection_failed', 'redirect (302)'],
  [{ kind: 'html' }, 'introspection_answer_invalid', 'content type is "text/html"'],
  [{ kind: 'content-type', value: 'text/json' }, 'introspection_answer_invalid', '"text/json"'],
  [{ kind: 'broken-json' }, 'introspection_answer_invalid', 'its JSON is refused: syntax'],
  [{ kind: 'empty-body' }, 'introspection_answer_invalid', 'its JSON is refused: syntax'],
  [{ kind: 'json', body: [] }, 'introspection_answer_invalid', 'refused: not_an_object'],
  [{ kind: 'json', body: {} }, 'introspection_answer_invalid', 'it has no active'],
  [{ kind: 'json', body: { error: 'x' } }, 'introspection_answer_invalid', 'it has no active'],
  [{ kind: 'oversize', bytes: 1_000_000 }, 'introspection_answer_invalid', 'longer than 131072'],
  [{ kind: 'network' }, 'introspection_unreachable', 'could not be reached'],
  [{ kind: 'body-reset' }, 'introspection_unreachable', 'could not be reached'],
]

const isTriedAgain = ({ kind }: Fault) => kind === 'network' || kind === 'body-reset'

describe.each(ways)('a breakdown %s', (_way, open) => {
  test.each(faults)(
    '[R79] [R85] [C8] %j: 503, nothing kept, and the next request works',
    async (fault, code, message) => {
      const { issuer, real } = await open()
      const guard = asking(issuer, {}, { ...(real ? { fetch } : {}) })
      const token = issuer.issueReferenceToken()
      await present(guard, issuer.opaqueToken())
      issuer.requests.reset()
      issuer.fault('introspection', fault)
      expectServiceUnavailable(await guard.protect(withBearer(token)), code, message)
      issuer.fault('introspection', undefined)
      expect(await present(guard, token)).toBe('granted')
      expect(issuer.requests.introspection).toBe(isTriedAgain(fault) ? 3 : 2)
    },
  )
})

describe('an issuer that is gone', () => {
  test('[R85] is 503 until it is back', async () => {
    const issuer = await startTestIssuer()
    try {
      const guard = asking(issuer, {}, { fetch })
      const token = issuer.issueReferenceToken()
      await present(guard, issuer.opaqueToken())
      await issuer.stop()
      expectServiceUnavailable(
        await guard.protect(withBearer(token)),
        'introspection_unreachable',
        'could not be reached',
      )
      await issuer.restart()
      expect(await present(guard, token)).toBe('granted')
    } finally {
      await issuer.close()
    }
  })

  test('[R85] metadata out of reach is told as such', async () => {
    const issuer = await createTestIssuer()
    const guard = asking(issuer)
    issuer.fault('discovery', { kind: 'status', status: 500 })
    expectServiceUnavailable(
      await guard.protect(withBearer(issuer.issueReferenceToken())),
      'issuer_unreachable',
      'answered 500 and 500 where its metadata should be',
    )
    issuer.fault('discovery', undefined)
    issuer.clock.advance(1)
    expect(await present(guard, issuer.issueReferenceToken())).toBe('granted')
  })
})

describe('the operator', () => {
  test('[R79] is told at once and by name when the credentials are refused', async () => {
    const issuer = await createTestIssuer()
    const told: Breakdown[] = []
    const onBreakdown = ({ reason }: { reason: Breakdown }) => void told.push(reason)
    const guard = asking(issuer, { clientSecret: 'old' }, { onBreakdown })
    await present(guard, issuer.issueReferenceToken())
    expect(told.map(({ code, message }) => [code, message])).toEqual([
      [
        'introspection_credentials_refused',
        'The introspection endpoint of "https://issuer.test" answered 401: it does not accept the credentials of "api1"',
      ],
    ])
  })
})
