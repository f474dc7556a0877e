import { inspect } from 'node:util'
import { createTestIssuer, type Fault, generateSigningKey } from '@portcullis/testing'
import { describe, expect, test } from 'vitest'
import {
  type Breakdown,
  clientSecretPost,
  type Denial,
  type IntrospectionOptions,
  type Outcome,
  privateKeyJwt,
} from '../../src/index.js'
import { withBearer } from '../support/request.js'
import { asking, webCryptoKey } from './setting.js'

const clientSecret = 'very-secret-secret'
const basic = Buffer.from(`api1:${clientSecret}`).toString('base64')

const faults: (Fault | undefined)[] = [
  undefined,
  { kind: 'network' },
  { kind: 'status', status: 401 },
  { kind: 'status', status: 400 },
  { kind: 'status', status: 500 },
  { kind: 'html' },
  { kind: 'broken-json' },
  { kind: 'redirect', location: 'https://intruder.test/' },
  { kind: 'oversize', bytes: 200_000 },
  { kind: 'content-type', value: 'text/plain' },
  { kind: 'json', body: { active: true, aud: 'api2' } },
  { kind: 'json', body: { active: true, iss: 'x', scope: 5 } },
  { kind: 'signed', overrides: { claims: { aud: 'api2' } } },
]

/** Everything that a log could write of an outcome, down to the causes of causes. */
function everythingIn(outcome: Outcome, told: readonly unknown[]): string {
  const options = { depth: 50, showHidden: true, maxStringLength: null, maxArrayLength: null }
  const reason = outcome.ok ? undefined : outcome.reason
  const chain: string[] = []
  for (let cause: unknown = reason; cause !== undefined; cause = (cause as Error).cause) {
    chain.push(String(cause), JSON.stringify(cause), (cause as Error).stack ?? '')
  }
  return [
    inspect(outcome, options),
    inspect(told, options),
    JSON.stringify(outcome),
    ...chain,
  ].join()
}

describe.each(['json', 'jwt'] as const)('[A38] [R189] with answers as %s', (response) => {
  test.each(faults)('no reason, hook, header or body tells token or secret: %j', async (fault) => {
    const issuer = await createTestIssuer({ introspectionClients: { api1: clientSecret } })
    issuer.fault('introspection', fault)
    const told: (Breakdown | Denial)[] = []
    const hook = ({ reason }: { reason: Breakdown | Denial }) => void told.push(reason)
    const hooks = { onBreakdown: hook, onDenial: hook }
    const token = fault === undefined ? issuer.opaqueToken() : issuer.issueReferenceToken()
    const ways: Partial<IntrospectionOptions>[] = [
      { clientSecret },
      { authentication: clientSecretPost(clientSecret) },
      { clientSecret: `${clientSecret}!` },
    ]
    for (const introspection of ways) {
      const guard = asking(issuer, { response, ...introspection }, hooks)
      const outcome = await guard.protect(withBearer(token))
      expect(outcome.ok).toBe(false)
      const text = everythingIn(outcome, told)
      expect(text).toMatch(/issuer\.test|aud is/)
      for (const secret of [token, clientSecret, basic]) expect(text).not.toContain(secret)
    }
  })

  test('an assertion is told by nothing either', async () => {
    const key = generateSigningKey('ES256')
    const issuer = await createTestIssuer({ introspectionClients: { api1: key } })
    const authentication = privateKeyJwt(await webCryptoKey(key))
    issuer.fault('introspection', { kind: 'network' })
    const guard = asking(issuer, { response, authentication })
    const text = everythingIn(await guard.protect(withBearer(issuer.opaqueToken())), [])
    expect(text).not.toMatch(/eyJ[\w-]+\.[\w-]+\.[\w-]+/)
  })
})

test('[A38] a secret is told by no value that a guard is made with', () => {
  const values = [clientSecretPost(clientSecret)]
  expect(inspect(values, { depth: 50, showHidden: true })).not.toContain(clientSecret)
  expect(JSON.stringify(values)).not.toContain(clientSecret)
})
