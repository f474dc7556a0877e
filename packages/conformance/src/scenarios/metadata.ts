import { deepEqual, equal } from 'node:assert/strict'
import { expectPass } from '../expect.js'
import type { Scenario } from '../scenario.js'
import { publicUrl } from '../talk.js'
import { valuesOf } from '../wire/exchange.js'

const path = '/.well-known/oauth-protected-resource'

/** The metadata of the resource (RFC 9728). */
export const metadata: readonly Scenario[] = [
  {
    name: 'the document, for anybody and from configuration alone',
    proves: ['R156', 'R159', 'R165', 'R166', 'R210'],
    run: async (talk) => {
      const answer = await talk.ask({ target: path, fields: [['Host', 'evil.example']] })
      expectPass(answer)
      const document = JSON.parse(answer.body) as Record<string, unknown>
      equal(document.resource, talk.url)
      deepEqual(document.authorization_servers, [talk.world.issuer.issuer])
      deepEqual(valuesOf(answer, 'access-control-allow-origin'), ['*'])
      equal(valuesOf(answer, 'cache-control')[0]?.startsWith('max-age='), true)
      deepEqual(valuesOf(answer, 'content-type'), ['application/json'])
    },
  },
  {
    name: 'HEAD, preflight and other methods',
    proves: ['R159', 'R165'],
    run: async (talk) => {
      const head = await talk.ask({ method: 'HEAD', target: path })
      equal(head.status, 200)
      equal(head.body, '')
      equal((await talk.ask({ method: 'OPTIONS', target: path })).status, 204)
      equal((await talk.ask({ method: 'POST', target: path })).status, 405)
    },
  },
  {
    name: 'at the path that belongs to the resource too',
    proves: ['R158', 'R160'],
    setting: 'public url',
    run: async (talk) => {
      for (const target of [path, `${path}/v1`]) {
        const answer = await talk.get(target)
        expectPass(answer)
        equal((JSON.parse(answer.body) as { resource: string }).resource, publicUrl)
      }
    },
  },
]
