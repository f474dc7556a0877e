/** The guides about authorization show programs; these are asked what the guides say of them. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import { createResourceServer } from '@portcullis/core'
import { createTestIssuer } from '@portcullis/testing'
import { afterAll, describe, expect, test } from 'vitest'
import { profile } from '../examples/delegation.js'
import { documents } from '../examples/principals.js'
import { bank } from '../examples/rich-authorization.js'
import { documentsGuard } from '../examples/scope-hierarchy.js'
import { payments } from '../examples/step-up.js'

/** @import { AddressInfo } from 'node:net' */
/** @import { Express } from 'express' */

const issuer = await createTestIssuer()
const options = {
  issuer: issuer.issuer,
  audience: 'api1',
  publicUrl: 'https://api.example.com',
  fetch: issuer.fetch,
  clock: issuer.clock,
}
const guard = createResourceServer(options)
/** @type {(() => void)[]} */
const closing = []

afterAll(() => {
  for (const close of closing) close()
})

/**
 * Serves an example; the result asks it, as in `ask('GET /data', claims)`.
 * @param {Express} app
 */
async function serve(app) {
  const server = createServer(app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  closing.push(() => server.close())
  const { port } = /** @type {AddressInfo} */ (server.address())
  return async (/** @type {string} */ route, /** @type {Record<string, unknown>} */ claims) => {
    const [method = '', path = ''] = route.split(' ')
    const headers = { authorization: `Bearer ${await issuer.token({ claims })}` }
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method, headers })
    const text = await response.text()
    return {
      status: response.status,
      challenge: response.headers.get('www-authenticate') ?? '',
      body: text === '' ? undefined : JSON.parse(text),
    }
  }
}

test('step-up: a payment asks for login and scope at once, a balance for the scope alone', async () => {
  const ask = await serve(payments(guard))
  const now = issuer.clock.seconds()
  const login = { acr: 'urn:example:key', auth_time: now - 60 }
  expect((await ask('GET /balance', { scope: 'payments' })).status).toBe(200)
  expect((await ask('POST /payments', { scope: 'payments', ...login })).status).toBe(201)
  const old = await ask('POST /payments', { scope: 'payments', ...login, auth_time: now - 400 })
  expect(old.status).toBe(401)
  expect(old.body.error).toBe('insufficient_user_authentication')
  expect(old.challenge).toMatch(/^Bearer error="insufficient_user_authentication"/)
  expect(old.challenge).toContain('acr_values="urn:example:mfa urn:example:key", max_age="300"')
  expect(old.challenge).not.toContain('scope=')
  const neither = await ask('POST /payments', { scope: 'other' })
  expect(neither.status).toBe(401)
  expect(neither.challenge).toMatch(/acr_values="[^"]+", max_age="300", scope="payments"/)
  expect((await ask('POST /payments', { scope: 'other', ...login })).status).toBe(403)
})

describe('rich authorization', () => {
  const accounts = { type: 'account_information', actions: ['read'], datatypes: ['balances'] }
  const payment = { type: 'payment_initiation', instructedAmount: { currency: 'EUR' } }

  test.each([
    ['GET /balances', accounts, 200],
    ['GET /balances', { ...accounts, locations: ['https://api.example.com'] }, 200],
    ['GET /balances', { ...accounts, locations: ['https://other.example.com'] }, 403],
    ['GET /balances', { ...accounts, validUntil: 9_999_999_999 }, 200],
    ['GET /balances', { ...accounts, validUntil: 1 }, 403],
    ['GET /balances', { ...accounts, identifier: 'account-1' }, 403],
    ['GET /balances', { ...accounts, datatypes: ['transactions'] }, 403],
    ['GET /balances', payment, 403],
    ['POST /payments', payment, 201],
    ['POST /payments', { ...payment, instructedAmount: { currency: 'USD' } }, 403],
    ['POST /payments', { type: 'payment_initiation' }, 403],
    ['POST /payments', accounts, 403],
  ])('%s with %j: %i', async (route, detail, status) => {
    const ask = await serve(bank(guard))
    const answer = await ask(route, { authorization_details: [detail] })
    expect(answer.status).toBe(status)
    if (status === 403) expect(answer.body.error).toBe('insufficient_scope')
  })
})

test('delegation: the user, and who may act for the user', async () => {
  const ask = await serve(profile(guard))
  const alice = { sub: 'alice', client_id: 'app' }
  const orders = { ...alice, act: { sub: 'orders-service' } }
  const shop = { ...alice, act: { sub: 'shop', iss: 'https://partner.example.com' } }
  expect((await ask('GET /address', alice)).body).toEqual({ of: 'alice', readBy: null })
  expect((await ask('GET /address', orders)).body).toEqual({
    of: 'alice',
    readBy: 'orders-service',
  })
  expect((await ask('GET /address', shop)).status).toBe(200)
  for (const act of [{ sub: 'shop' }, { sub: 'x', act: { sub: 'orders-service' } }]) {
    expect((await ask('GET /address', { ...alice, act })).status).toBe(403)
  }
  expect((await ask('DELETE /account', alice)).status).toBe(204)
  expect((await ask('DELETE /account', orders)).status).toBe(403)
})

test('scope hierarchy and principals', async () => {
  const ask = await serve(documents(documentsGuard(options)))
  const user = { sub: 'alice', client_id: 'app' }
  const client = { sub: 'alice', client_id: 'alice' }
  for (const scope of ['documents.read', 'documents.write', 'documents.admin']) {
    expect((await ask('GET /mine', { ...user, scope })).body).toEqual({ of: 'alice' })
    expect((await ask('GET /export', { ...client, scope })).body).toEqual({ for: 'alice' })
    expect((await ask('GET /mine', { ...client, scope })).status).toBe(403)
    expect((await ask('GET /export', { ...user, scope })).status).toBe(403)
  }
  const plain = await serve(documents(guard))
  const answer = await plain('GET /mine', { ...user, scope: 'documents.admin' })
  expect(answer.status).toBe(403)
  expect(answer.challenge).toContain('scope="documents.read"')
})
