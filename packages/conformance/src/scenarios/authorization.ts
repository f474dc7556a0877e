import { equal } from 'node:assert/strict'
import { expectPass, expectRefusal } from '../expect.js'
import type { Scenario } from '../scenario.js'

const insufficient = { status: 403, error: 'insufficient_scope' } as const

/** A detail that permits `GET /accounts`, but for what is told. */
function detail(members: Readonly<Record<string, unknown>> = {}) {
  return { type: 'account_information', actions: ['read'], ...members }
}

/** What a good token permits. */
export const authorization: readonly Scenario[] = [
  {
    name: 'a missing scope is 403, with the scope that is needed',
    proves: ['R9', 'R22', 'R188', 'R193', 'A41'],
    run: async (talk) => {
      const token = await talk.token({ claims: { scope: 'api1.write' } })
      const refusal = { ...insufficient, schemes: ['Bearer'] }
      const [challenge] = expectRefusal(await talk.bearer('/data', token), refusal)
      equal(challenge?.parameters.get('scope'), 'api1.read')
    },
  },
  {
    name: 'the same for a token that is bound to a key',
    proves: ['R113'],
    run: async (talk) => {
      const cnf = talk.confirmation('key')
      const token = await talk.token({ claims: { scope: 'other', cnf } })
      expectRefusal(await talk.dpop('/data', token), { ...insufficient, schemes: ['DPoP'] })
    },
  },
  {
    name: 'scopes by method',
    proves: ['R188'],
    run: async (talk) => {
      const token = await talk.token({ claims: { scope: 'api1.write' } })
      const fields = [['Authorization', `Bearer ${token}`]] as const
      const answer = await talk.ask({ method: 'POST', target: '/data', fields })
      expectPass(answer, 201)
      expectRefusal(await talk.bearer('/data', token), { ...insufficient, schemes: ['Bearer'] })
    },
  },
  {
    name: 'an operation that needs two scopes names both, also who has one of them',
    proves: ['R18', 'R213'],
    run: async (talk) => {
      const put = async (scope: string) => {
        const token = await talk.token({ claims: { scope } })
        const fields = [['Authorization', `Bearer ${token}`]] as const
        return talk.ask({ method: 'PUT', target: '/data', fields })
      }
      expectPass(await put('api1.write other api1.read'))
      for (const scope of ['api1.read', 'api1.write', 'api1.readapi1.write']) {
        const refusal = { ...insufficient, schemes: ['Bearer'] }
        const [challenge] = expectRefusal(await put(scope), refusal)
        equal(challenge?.parameters.get('scope'), 'api1.read api1.write')
      }
    },
  },
  {
    name: 'an authorization detail that permits it, in either kind of token',
    proves: ['R171'],
    run: async (talk) => {
      const claims = { authorization_details: [{ type: 'other' }, detail()] }
      expectPass(await talk.bearer('/accounts', await talk.token({ claims })))
      const reference = talk.world.issuer.issueReferenceToken(claims)
      expectPass(await talk.bearer('/accounts', reference))
    },
  },
  {
    name: 'details that are other, malformed or limited permit nothing, and do not add up',
    proves: ['R172', 'R173', 'A35'],
    run: async (talk) => {
      const lacks: readonly unknown[] = [
        undefined,
        [],
        detail(),
        [detail({ type: 'ACCOUNT_INFORMATION' })],
        [detail({ type: 'account_information ' })],
        [detail({ actions: ['READ'] })],
        [detail({ actions: ['re\u0061\u0301d'] })],
        [detail({ actions: 'read' })],
        [detail({ actions: undefined })],
        [detail({ actions: ['read', 5] })],
        [detail({ identifier: 5 })],
        [detail({ unheardOf: 'a limit that nobody looks at' })],
        [detail({ locations: ['https://another.test'] })],
        [{ type: 'other', actions: ['read'] }, detail({ actions: ['write'] })],
        [['account_information', 'read'], 'account_information', null],
      ]
      for (const authorization_details of lacks) {
        const claims = { authorization_details }
        const reference = talk.world.issuer.issueReferenceToken(claims)
        for (const token of [await talk.token({ claims }), reference]) {
          const answer = await talk.bearer('/accounts', token)
          expectRefusal(answer, { ...insufficient, schemes: ['Bearer'] })
        }
      }
    },
  },
  {
    name: 'a scope or a claim, the claim as a string or in an array',
    proves: ['R71'],
    run: async (talk) => {
      for (const claims of [{ scope: 'api1.admin' }, { role: 'admin' }, { role: ['a', 'admin'] }]) {
        expectPass(await talk.bearer('/admin', await talk.token({ claims })))
      }
      for (const role of ['administrator', ['user'], { admin: true }]) {
        const token = await talk.token({ claims: { role } })
        const refusal = { ...insufficient, schemes: ['Bearer'] }
        const [challenge] = expectRefusal(await talk.bearer('/admin', token), refusal)
        equal(challenge?.parameters.get('scope'), 'api1.admin')
      }
    },
  },
  {
    name: 'a broader scope satisfies a narrower need, and never the other way round',
    proves: ['R214'],
    setting: 'scopes that include others',
    run: async (talk) => {
      const ask = async (method: string, target: string, scope: string) => {
        const token = await talk.token({ claims: { scope } })
        return talk.ask({ method, target, fields: [['Authorization', `Bearer ${token}`]] })
      }
      expectPass(await ask('GET', '/data', 'api1.admin'))
      expectPass(await ask('GET', '/data', 'api1.write'))
      expectPass(await ask('POST', '/data', 'api1.admin'), 201)
      for (const [method, target, scope, named] of [
        ['POST', '/data', 'api1.read', 'api1.write'],
        ['GET', '/admin', 'api1.write', 'api1.admin'],
        ['GET', '/data', 'API1.ADMIN', 'api1.read'],
        ['GET', '/data', 'api1', 'api1.read'],
      ] as const) {
        const refusal = { ...insufficient, schemes: ['Bearer'] }
        const [challenge] = expectRefusal(await ask(method, target, scope), refusal)
        // The narrow one: clients ask for no more than they need.
        equal(challenge?.parameters.get('scope'), named)
      }
    },
  },
  {
    name: 'a client that is called like a user is no user',
    proves: ['R54', 'R74', 'A33'],
    setting: 'users alone',
    run: async (talk) => {
      const user = { sub: 'alice', client_id: 'app' }
      const client = { sub: 'alice', client_id: 'alice' }
      for (const tokenOf of [
        (claims: object) => talk.token({ claims: { ...claims } }),
        (claims: object) => talk.world.issuer.issueReferenceToken({ ...claims }),
      ]) {
        expectPass(await talk.bearer('/me', await tokenOf(user)))
        const refusal = { ...insufficient, schemes: ['Bearer'] }
        expectRefusal(await talk.bearer('/me', await tokenOf(client)), refusal)
      }
    },
  },
]
