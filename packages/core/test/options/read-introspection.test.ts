import { describe, expect, test } from 'vitest'
import {
  clientSecretPost,
  createResourceServer,
  type IntrospectionOptions,
  type ResourceServerOptions,
} from '../../src/index.js'
import { configurationError } from '../support/errors.js'

const good = { clientId: 'api1', clientSecret: 'shown-to-nobody' }

/** What a guard says about options that the types would not let pass. */
function complaintOf(options: Readonly<Record<string, unknown>>): string {
  const all = { issuer: 'https://issuer.test', audience: 'api1', ...options }
  return configurationError(() => createResourceServer(all as ResourceServerOptions)).message
}

const see = (code: string) => `(${code}: see docs/errors.md#${code})`
const invalid = see('option_invalid')
const missing = see('option_missing')
const unknown = see('option_unknown')

const noAuthentication = `introspection does not say how this API authenticates (RFC 7662 §2.1): write clientSecret, or authentication: privateKeyJwt(…), clientSecretPost(…) or tlsClientAuth() ${missing}`

const bad: [unknown, string][] = [
  [
    'api1',
    `introspection is a value of type string: write { clientId: 'api1', clientSecret: … } ${invalid}`,
  ],
  [
    null,
    `introspection is a value of type object: write { clientId: 'api1', clientSecret: … } ${invalid}`,
  ],
  [
    true,
    `introspection is a value of type boolean: write { clientId: 'api1', clientSecret: … } ${invalid}`,
  ],
  [
    [],
    `introspection is a value of type object: write { clientId: 'api1', clientSecret: … } ${invalid}`,
  ],
  [
    { clientSecret: 's' },
    `introspection.clientId is undefined: write the name of this API at the issuer ${invalid}`,
  ],
  [
    { clientId: '', clientSecret: 's' },
    `introspection.clientId is "": write the name of this API at the issuer ${invalid}`,
  ],
  [
    { clientId: 5, clientSecret: 's' },
    `introspection.clientId is 5: write the name of this API at the issuer ${invalid}`,
  ],
  [{ clientId: 'api1' }, noAuthentication],
  [{ clientId: 'api1', clientSecret: undefined }, noAuthentication],
  [
    { clientId: 'api1', clientSecret: '' },
    `introspection.clientSecret is empty: write the secret of this API at the issuer ${invalid}`,
  ],
  [
    { clientId: 'api1', clientSecret: 123456 },
    `introspection.clientSecret is not a string: write the secret of this API at the issuer ${invalid}`,
  ],
  [
    { clientId: 'api1', clientSecret: null },
    `introspection.clientSecret is not a string: write the secret of this API at the issuer ${invalid}`,
  ],
  [
    { ...good, authentication: clientSecretPost('s') },
    `introspection.clientSecret and introspection.authentication are both given: write one ${invalid}`,
  ],
  [
    { clientId: 'api1', authentication: 'shown-to-nobody' },
    `introspection.authentication is a value of type string: write privateKeyJwt(…), clientSecretPost(…) or tlsClientAuth() ${invalid}`,
  ],
  [
    { clientId: 'api1', authentication: null },
    `introspection.authentication is a value of type object: write privateKeyJwt(…), clientSecretPost(…) or tlsClientAuth() ${invalid}`,
  ],
  [
    { clientId: 'api1', authentication: { method: 'none', authenticate: () => {} } },
    `introspection.authentication is a value of type object: write privateKeyJwt(…), clientSecretPost(…) or tlsClientAuth() ${invalid}`,
  ],
  [
    { clientId: 'api1', authentication: clientSecretPost },
    `introspection.authentication is a value of type function: write privateKeyJwt(…), clientSecretPost(…) or tlsClientAuth() ${invalid}`,
  ],
  [
    { ...good, endpoint: 'http://issuer.test/introspect' },
    `introspection.endpoint is "http://issuer.test/introspect": write an https URL (http on loopback only) without user and password ${invalid}`,
  ],
  [
    { ...good, endpoint: '/introspect' },
    `introspection.endpoint is "/introspect": write an https URL (http on loopback only) without user and password ${invalid}`,
  ],
  [
    { ...good, endpoint: 'https://api1:shown-to-nobody@issuer.test/introspect' },
    `introspection.endpoint is "https://…@issuer.test/introspect": write an https URL (http on loopback only) without user and password ${invalid}`,
  ],
  [
    { ...good, endpoint: 5 },
    `introspection.endpoint is 5: write an https URL (http on loopback only) without user and password ${invalid}`,
  ],
  [
    { ...good, response: 'JWT' },
    `introspection.response is "JWT": write 'json' or 'jwt' ${invalid}`,
  ],
  [
    { ...good, cacheSeconds: -1 },
    `introspection.cacheSeconds is -1: write a number from 0 to 3600 ${invalid}`,
  ],
  [
    { ...good, cacheSeconds: 3601 },
    `introspection.cacheSeconds is 3601: write a number from 0 to 3600 ${invalid}`,
  ],
  [
    { ...good, cacheSeconds: '60' },
    `introspection.cacheSeconds is "60": write a number from 0 to 3600 ${invalid}`,
  ],
  [
    { ...good, cacheSeconds: Number.NaN },
    `introspection.cacheSeconds is NaN: write a number from 0 to 3600 ${invalid}`,
  ],
  [
    { ...good, negativeCacheSeconds: 301 },
    `introspection.negativeCacheSeconds is 301: write a number from 0 to 300 ${invalid}`,
  ],
  [
    { ...good, maximumConcurrentCalls: 0 },
    `introspection.maximumConcurrentCalls is 0: write a number from 1 to 10000 ${invalid}`,
  ],
  [
    { ...good, maximumConcurrentCalls: Number.POSITIVE_INFINITY },
    `introspection.maximumConcurrentCalls is Infinity: write a number from 1 to 10000 ${invalid}`,
  ],
  [
    { ...good, allowMissingAudience: 'yes' },
    `introspection.allowMissingAudience is "yes": write true or false ${invalid}`,
  ],
  [
    { ...good, clientsecret: 's' },
    `introspection has no option "clientsecret": did you mean clientSecret? ${unknown}`,
  ],
  [
    { ...good, cacheDuration: 5 },
    `introspection has no option "cacheDuration": options are clientId, clientSecret, authentication, endpoint, response, cacheSeconds, negativeCacheSeconds, maximumConcurrentCalls, allowMissingAudience ${unknown}`,
  ],
]

describe('introspection options that cannot work say what to write', () => {
  test.each(bad)('%j', (introspection, complaint) => {
    const said = complaintOf({ introspection })
    expect(said).toBe(complaint)
    expect(said).not.toContain('shown-to-nobody')
  })

  test('of one issuer among several, with its place in the list', () => {
    const issuers = [
      'https://one.test',
      { issuer: 'https://two.test', introspection: { clientId: 'a' } },
    ]
    expect(complaintOf({ issuer: undefined, issuers })).toBe(
      noAuthentication.replace('introspection', 'issuers[1].introspection'),
    )
  })

  test.each([
    { tokenFormats: ['reference'] },
    { tokenFormats: ['jwt', 'reference'] },
    { jwtValidation: 'introspect' },
    { introspection: false, jwtValidation: 'introspect' },
  ])('%j without introspection', (options) => {
    expect(complaintOf(options)).toBe(
      `introspection is missing: reference tokens and revocation checks need introspection: { clientId, clientSecret } ${missing}`,
    )
  })

  test.each<[unknown, string]>([
    [{}, 'a value of type object'],
    [null, 'null'],
    ['redis', '"redis"'],
    [{ get: () => undefined, set: () => {} }, 'a value of type object'],
  ])('introspectionCache %j', (introspectionCache, shown) => {
    expect(complaintOf({ introspectionCache })).toBe(
      `introspectionCache is ${shown}: write an object with get, set and delete ${invalid}`,
    )
  })
})

describe('introspection options that work', () => {
  test.each<Partial<IntrospectionOptions>>([
    {},
    { cacheSeconds: 0, negativeCacheSeconds: 0 },
    { cacheSeconds: 3600, negativeCacheSeconds: 300, maximumConcurrentCalls: 10_000 },
    { endpoint: 'http://127.0.0.1:3000/introspect?tenant=1' },
    { endpoint: 'https://issuer.test/introspect', response: 'jwt', allowMissingAudience: true },
  ])('%j', (options) => {
    createResourceServer({
      issuer: 'https://issuer.test',
      audience: 'api1',
      introspection: { ...good, ...options },
    })
  })
})
