import { deepEqual, equal, ok, rejects } from 'node:assert/strict'
import { scopes } from '@portcullis/core'
import { expectPass, expectRefusal } from '../expect.js'
import type { Scenario } from '../scenario.js'
import { publicUrl, type Talk } from '../talk.js'
import { challengesOf } from '../wire/challenge.js'
import { valuesOf } from '../wire/exchange.js'
import { ownAudience, ownResource } from '../world/hosted-settings.js'
import type { SettingName } from '../world/settings.js'

const path = '/.well-known/oauth-protected-resource'

type Document = Readonly<Record<string, unknown>>

async function documentOf(talk: Talk, of = ''): Promise<Document> {
  const answer = await talk.get(path + of)
  expectPass(answer)
  return JSON.parse(answer.body) as Document
}

const fieldsThatMayHoldIt = ['Host', 'X-Forwarded-Host', 'Forwarded'] as const

/** Metadata and challenges speak of what the API was told, or listens on, whatever a request says. */
function speaksOfItself(setting: SettingName, what: string): Scenario {
  return {
    name: `metadata and challenges speak of ${what}, never of Host`,
    proves: ['R161', 'R166', 'A16'],
    setting,
    run: async (talk) => {
      const own = setting === 'public url' ? publicUrl : talk.url
      const { origin, pathname } = new URL(own)
      const url = `${origin}${path}${pathname === '/' ? '' : pathname}`
      for (const name of fieldsThatMayHoldIt) {
        const field = [name, name === 'Forwarded' ? 'host=evil.example' : 'evil.example'] as const
        const refused = await talk.get('/me', field)
        for (const { parameters } of challengesOf(refused)) {
          equal(parameters.get('resource_metadata'), url)
        }
        equal(challengesOf(refused).length > 0, true)
        const answer = await talk.get(path, field)
        equal((JSON.parse(answer.body) as Document).resource, own)
        ok(!answer.body.includes('evil'))
      }
    },
  }
}

/** The metadata of the resource (RFC 9728). */
export const metadata: readonly Scenario[] = [
  {
    name: 'the document, for anybody and from configuration alone',
    proves: ['R156', 'R163', 'R217', 'R159', 'R165', 'R166', 'R210'],
    run: async (talk) => {
      const answer = await talk.ask({ target: path, fields: [['Host', 'evil.example']] })
      expectPass(answer)
      const document = JSON.parse(answer.body) as Record<string, unknown>
      equal(document.resource, talk.url)
      equal(document.resource, talk.url.toLowerCase().replace(/\/$/, ''))
      ok(!('signed_metadata' in document))
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
  {
    name: 'what it says of scopes, proofs and certificates is what the guard does',
    proves: ['R157', 'R167', 'R168', 'R215'],
    run: async (talk) => {
      const document = await documentOf(talk)
      const scopes = document.scopes_supported as readonly string[]
      for (const scope of ['api1.admin', 'api1.read', 'api1.write']) ok(scopes.includes(scope))
      ok(!scopes.includes('offline_access'))
      deepEqual(document.bearer_methods_supported, ['header'])
      const challenges = challengesOf(await talk.get('/me'))
      const algorithms = challenges.find((one) => one.scheme === 'DPoP')?.parameters.get('algs')
      deepEqual((document.dpop_signing_alg_values_supported as string[]).join(' '), algorithms)
      for (const member of [
        'dpop_bound_access_tokens_required',
        'tls_client_certificate_bound_access_tokens',
        'jwks_uri',
        'signed_metadata',
      ]) {
        ok(!(member in document), member)
      }
    },
  },
  {
    name: 'what it says where proofs are required',
    proves: ['R167'],
    setting: 'dpop required',
    run: async (talk) => {
      const document = await documentOf(talk)
      equal(document.dpop_bound_access_tokens_required, true)
      ok(!('bearer_methods_supported' in document))
      equal((await talk.bearer('/me', await talk.token())).status, 401)
    },
  },
  {
    name: 'what it says where no proofs are taken',
    proves: ['R159', 'R167'],
    setting: 'dpop off',
    run: async (talk) => {
      const document = await documentOf(talk)
      ok(!('dpop_signing_alg_values_supported' in document))
      deepEqual(document.bearer_methods_supported, ['header'])
      equal((await talk.dpop('/me', await talk.boundToken('key'))).status, 401)
    },
  },
  {
    name: 'what it says where certificates are taken',
    proves: ['R167'],
    setting: 'certificates',
    run: async (talk) => {
      equal((await documentOf(talk)).tls_client_certificate_bound_access_tokens, true)
    },
  },
  {
    name: 'a copy that is known costs no body',
    proves: ['R165'],
    run: async (talk) => {
      const [tag = ''] = valuesOf(await talk.get(path), 'etag')
      const answer = await talk.get(path, ['If-None-Match', tag])
      equal(answer.status, 304)
      equal(answer.body, '')
      deepEqual(valuesOf(answer, 'etag'), [tag])
      equal((await talk.get(path, ['If-None-Match', '"another"'])).status, 200)
    },
  },
  {
    name: 'a page of any origin may ask for it, with fields of its own',
    proves: ['R165', 'A42'],
    run: async (talk) => {
      const answer = await talk.ask({
        method: 'OPTIONS',
        target: path,
        fields: [
          ['Origin', 'https://app.example.com'],
          ['Access-Control-Request-Method', 'GET'],
          ['Access-Control-Request-Headers', 'mcp-protocol-version'],
        ],
      })
      equal(answer.status, 204)
      deepEqual(valuesOf(answer, 'access-control-allow-origin'), ['*'])
      deepEqual(valuesOf(answer, 'access-control-allow-headers'), ['*'])
      deepEqual(valuesOf(answer, 'access-control-allow-credentials'), [])
    },
  },
  {
    name: 'with a query, and at no other path',
    proves: ['R158'],
    run: async (talk) => {
      equal((await talk.get(`${path}?x=1`)).status, 200)
      for (const target of [`${path}/`, `${path}/v2`, `${path}x`, path.toUpperCase()]) {
        equal((await talk.get(target)).status, 404)
      }
    },
  },
  {
    name: 'a challenge names the scopes that the operation needs, before anybody has a token',
    proves: ['R23', 'R213'],
    run: async (talk) => {
      const bad = await talk.token({ claims: { aud: 'another' } })
      const invalid = { status: 401, error: 'invalid_token', scheme: 'Bearer' } as const
      for (const challenges of [
        expectRefusal(await talk.get('/data'), { status: 401 }),
        expectRefusal(await talk.bearer('/data', bad), invalid),
      ]) {
        for (const { parameters } of challenges) equal(parameters.get('scope'), 'api1.read')
      }
      for (const { parameters } of expectRefusal(await talk.get('/me'), { status: 401 })) {
        ok(!parameters.has('scope'))
      }
    },
  },
  {
    name: 'one resource for each mount point: its path exactly, and no other',
    proves: ['R158', 'R160', 'C4'],
    setting: 'public url',
    run: async (talk) => {
      const own = await talk.get(`${path}/v1`)
      expectPass(own)
      equal((JSON.parse(own.body) as Document).resource, publicUrl)
      for (const target of ['/v1/', '/V1', '/v', '/v1/me', '/v2', '/%761']) {
        equal((await talk.get(path + target)).status, 404)
      }
      ok(!/\[\]/.test(own.body), 'no member without elements')
    },
  },
  {
    name: 'a name is what was written down, character by character',
    proves: ['R160', 'R164', 'R169', 'R67'],
    setting: 'names of its own',
    run: async (talk) => {
      const { resource } = await documentOf(talk, '/Caf%c3%A9/')
      equal(resource, ownResource)
      const { hash, href } = new URL(ownResource)
      deepEqual([hash, href === ownResource], ['', false])
      for (const aud of [ownAudience, ownResource]) {
        expectPass(await talk.bearer('/me', await talk.token({ claims: { aud } })))
      }
      const reason = /meant for another audience$/
      const refusal = { status: 401, error: 'invalid_token', scheme: 'Bearer', reason } as const
      for (const aud of [
        ownAudience.normalize('NFD'),
        ownAudience.toUpperCase(),
        `${ownAudience} `,
        new URL(ownResource).href,
        ownResource.slice(0, -1),
        `${ownResource}#a`,
      ]) {
        ok(aud !== ownAudience && aud !== ownResource)
        expectRefusal(await talk.bearer('/me', await talk.token({ claims: { aud } })), refusal)
      }
    },
  },
  {
    name: 'a resource that is relative or has a fragment does not start',
    proves: ['R156', 'R169'],
    setting: 'names of its own',
    run: async (talk) => {
      for (const url of ['/v1', 'api.example.com', 'https://api.example.com/#a']) {
        await rejects(
          talk.world.tryToStart(talk.binding, { PUBLIC_URL: url }),
          /^EnvironmentError: PUBLIC_URL /,
        )
      }
    },
  },
  {
    name: 'a challenge names the document by its address: what stands there may change',
    proves: ['R162', 'R165'],
    setting: 'metadata that changes',
    run: async (talk) => {
      const urlOf = async () =>
        challengesOf(await talk.get('/me'))[0]?.parameters.get('resource_metadata')
      const before = await documentOf(talk)
      const [tag = ''] = valuesOf(await talk.get(path), 'etag')
      const url = await urlOf()
      talk.guard.metadata?.announce(scopes('api1.new'))
      equal(await urlOf(), url)
      const answer = await talk.get(path, ['If-None-Match', tag])
      expectPass(answer)
      const { scopes_supported: listed, ...rest } = JSON.parse(answer.body) as Document
      deepEqual(listed, [...(before.scopes_supported as string[]), 'api1.new'].sort())
      const { scopes_supported: _, ...others } = before
      deepEqual(rest, others)
    },
  },
  speaksOfItself('usual', 'the address that the API listens on'),
  speaksOfItself('certificates', 'the address that the API listens on, with TLS'),
  speaksOfItself('another address', 'the address that the API listens on, an IPv6 one'),
  speaksOfItself('public url', 'its public URL'),
]
