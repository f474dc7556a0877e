import { equal } from 'node:assert/strict'
import { expectPass, expectRefusal } from '../expect.js'
import type { Scenario } from '../scenario.js'

const insufficient = { status: 403, error: 'insufficient_scope' } as const

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
]
