import { describe, expect, test } from 'vitest'
import { type ActorIdentity, actor, notDelegated } from '../../src/index.js'
import type { JsonObject } from '../../src/lib/json.js'
import { judge } from '../support/access-token.js'
import { configurationError } from '../support/errors.js'

const own = 'https://issuer.test'
const orders: ActorIdentity = { subject: 'orders' }

async function may(identities: readonly ActorIdentity[], act?: JsonObject): Promise<boolean> {
  const claims = { sub: 'alice', ...(act && { act }) }
  const denial = await judge(actor(...identities), claims)
  expect(denial?.code ?? 'actor_insufficient').toBe('actor_insufficient')
  expect(denial?.status ?? 403).toBe(403)
  return denial === undefined
}

describe('who may act', () => {
  test.each<[identities: ActorIdentity[], act: JsonObject]>([
    [[orders], { sub: 'orders' }],
    [[orders], { sub: 'orders', client_id: 'any' }],
    [[orders], { sub: 'orders', iss: own }],
    [[{ subject: 'billing' }, orders], { sub: 'orders' }],
    [[{ clientId: 'c' }], { client_id: 'c' }],
    [[{ subject: 'orders', clientId: 'c' }], { sub: 'orders', client_id: 'c' }],
    [[{ subject: 'orders', issuer: 'https://b.test' }], { sub: 'orders', iss: 'https://b.test' }],
    [[{ subject: 'orders', issuer: own }], { sub: 'orders' }],
    [[orders], { sub: 'orders', act: { sub: 'mallory' } }],
    [[orders], { sub: 'orders', exp: 1, nbf: 9e9, aud: 'elsewhere' }],
  ])('[R177, R178] %j: %j', async (identities, act) => {
    expect(await may(identities, act)).toBe(true)
  })

  test.each<[identities: ActorIdentity[], act: JsonObject | undefined]>([
    [[orders], undefined],
    [[orders], {}],
    [[orders], { sub: 'Orders' }],
    [[orders], { sub: 'orders2' }],
    [[orders], { client_id: 'orders' }],
    [[{ clientId: 'c' }], { sub: 'c' }],
    [[{ subject: 'orders', clientId: 'c' }], { sub: 'orders' }],
    [[{ subject: 'orders', clientId: 'c' }], { client_id: 'c' }],
    [[orders], { sub: 'orders', iss: 'https://b.test' }],
    [[{ subject: 'orders', issuer: 'https://b.test' }], { sub: 'orders' }],
    [[orders], { sub: 'mallory', act: { sub: 'orders' } }],
    [[orders], { act: { sub: 'orders' } }],
    [[orders], { sub: 'mallory', may_act: { sub: 'orders' } }],
  ])('[R177, A34] %j is not %j', async (identities, act) => {
    expect(await may(identities, act)).toBe(false)
  })

  test('[R178, A34] may_act is a wish of the issuer, no permission', async () => {
    const claims = { sub: 'alice', may_act: { sub: 'orders' } }
    expect((await judge(actor(orders), claims))?.code).toBe('actor_insufficient')
    expect(await judge(notDelegated(), claims)).toBeUndefined()
  })

  test('the log says who acted', async () => {
    expect((await judge(actor(orders), { act: { sub: 'm' } }))?.message).toBe(
      'Its actor is ["m", nothing, nothing], another is needed',
    )
    expect((await judge(actor(orders), {}))?.message).toBe('Its actor is nobody, another is needed')
  })
})

describe('nobody may act for another', () => {
  test.each<[act: JsonObject | undefined, code: string | undefined]>([
    [undefined, undefined],
    [{}, 'actor_insufficient'],
    [{ sub: 'orders' }, 'actor_insufficient'],
    [{ sub: 'alice' }, 'actor_insufficient'],
  ])('[R177] %j: %s', async (act, code) => {
    const claims = { sub: 'alice', ...(act && { act }) }
    expect((await judge(notDelegated(), claims))?.code).toBe(code)
  })
})

test.each<[identities: unknown[]]>([
  [[]],
  [[undefined]],
  [[null]],
  [['orders']],
  [[{}]],
  [[{ issuer: own }]],
  [[{ subject: '' }]],
  [[{ subject: undefined }]],
  [[{ subject: 5 }]],
  [[{ sub: 'orders' }]],
  [[{ subject: 'orders', client: 'c' }]],
  [[orders, {}]],
])('actor(...%j) is a mistake', (identities) => {
  const error = configurationError(() => actor(...(identities as ActorIdentity[])))
  expect(error.message).toMatch("write actor({ subject: 'orders-service' })")
})
