import { describe, expect, test } from 'vitest'
import { createResourceServer, type ResourceServerOptions } from '../../src/index.js'
import { configurationError } from '../support/errors.js'

const issuer = 'https://identity.example.com'
const good = { issuer, audience: 'api1' }

function refusalOf(options: unknown) {
  return configurationError(() => createResourceServer(options as ResourceServerOptions))
}

type Row = readonly [what: string, options: unknown, sentence: RegExp]

describe('what is missing', () => {
  test.each<Row>([
    [
      'the issuer',
      { audience: 'api1' },
      /^issuer is missing: write issuer: 'https:.*iss of its tokens/,
    ],
    ['the issuer, undefined', { ...good, issuer: undefined }, /^issuer is missing: write/],
    ['the audience', { issuer }, /^audience is missing: write audience: 'api1'.*or audience: null/],
    ['the audience, undefined', { issuer, audience: undefined }, /^audience is missing: write/],
    ['everything', {}, /^(issuer|audience) is missing: write/],
    [
      'how to introspect',
      { ...good, tokenFormats: ['reference'] },
      /^introspection is missing: .*need introspection: \{ clientId, clientSecret \}/,
    ],
    [
      'how to ask for revocations',
      { ...good, jwtValidation: 'introspect' },
      /^introspection is missing/,
    ],
    [
      'a secret for introspection',
      { ...good, introspection: { clientId: 'api1' } },
      /^introspection does not say how this API authenticates .*: write clientSecret, or/,
    ],
  ])('[R55] %s', (_what, options, sentence) => {
    const error = refusalOf(options)
    expect(error.code).toBe('option_missing')
    expect(error.message).toMatch(sentence)
  })
})

describe('an issuer that is none', () => {
  test.each<Row>([
    ['empty', '', /^issuer is "": write the issuer's URL, as in 'https:/],
    ['no URL', 'identity.example.com', /write the issuer's URL/],
    ['no URL with a port', 'localhost:3000', /write the issuer's URL/],
    ['a path', '/tenant', /write the issuer's URL/],
    ['another scheme', 'ftp://identity.example.com', /write the issuer's URL/],
    ['a file', 'file:///etc/passwd', /write the issuer's URL/],
    ['no slashes', 'https:identity.example.com', /write the issuer's URL/],
    ['a query', `${issuer}?tenant=1`, /write it without query, fragment/],
    ['an empty query', `${issuer}?`, /write it without query/],
    ['a fragment', `${issuer}#x`, /write it without query, fragment/],
    ['an empty fragment', `${issuer}#`, /write it without query, fragment/],
    ['a user', 'https://admin@identity.example.com', /write it without .*user/],
    ['a user and a password', 'https://a:b@identity.example.com', /without .*user, password/],
    ['a space at the end', `${issuer} `, /write it without .*spaces/],
    ['a line break at the end', `${issuer}\n`, /write it without .*spaces/],
    ['a tab within', 'https://identity.exa\tmple.com', /write it without .*spaces/],
    ['backslashes', 'https://identity.example.com\\tenant', /write it without .*backslashes/],
  ])('%s', (_what, wrong, sentence) => {
    const error = refusalOf({ ...good, issuer: wrong })
    expect(error.code).toBe('issuer_invalid')
    expect(error.message).toMatch(sentence)
    expect(refusalOf({ audience: 'api1', issuers: [issuer, wrong] }).message).toMatch(
      /^issuers\[1\] is/,
    )
  })

  test.each([
    'http://identity.example.com',
    'http://127.0.0.1.evil.com',
    'http://localhost.evil.com',
    'http://evil.localhost.com',
    'http://localhost.',
    'http://xlocalhost',
    'http://[::2]',
    'http://[::ffff:10.0.0.1]',
    'http://0.0.0.0',
    'http://10.0.0.1',
    'http://192.168.1.1',
    'http://169.254.169.254',
    'http://128.0.0.1',
    'HTTP://IDENTITY.example.com',
  ])('%s is http and no loopback', (wrong) => {
    const error = refusalOf({ ...good, issuer: wrong })
    expect(error.code).toBe('issuer_insecure')
    expect(error.message).toMatch(
      /write an https URL; http is for loopback \(127.0.0.1, \[::1\], localhost\)/,
    )
  })

  test.each([
    'http://127.0.0.1:3000',
    'http://127.0.0.1',
    'http://127.8.8.8/tenant',
    'http://localhost:3000/',
    'http://[::1]:3000',
    'https://identity.example.com',
    'https://identity.example.com/',
    'https://identity.example.com:8443/tenant/1',
    'https://10.0.0.1',
  ])('%s is one', (right) => {
    expect(() => createResourceServer({ ...good, issuer: right })).not.toThrow()
  })
})

describe('issuers that do not go together', () => {
  test.each<Row>([
    [
      'issuer and issuers',
      { ...good, issuers: [issuer] },
      /^issuer and issuers are both given: write one/,
    ],
    [
      'an empty list',
      { audience: 'api1', issuers: [] },
      /^issuers is an empty list: write a list such as/,
    ],
    ['a string', { audience: 'api1', issuers: issuer }, /^issuers is ".*": write a list such as/],
    ['an object', { audience: 'api1', issuers: { issuer } }, /^issuers is a value of type object/],
    ['the same twice', { audience: 'api1', issuers: [issuer, issuer] }, /write each issuer once/],
    [
      'the same in two ways',
      { audience: 'api1', issuers: [issuer, { issuer }] },
      /^issuers is "https:\/\/identity.example.com": write each issuer once/,
    ],
    [
      'a number among them',
      { audience: 'api1', issuers: [issuer, 5] },
      /^issuers\[1\] is 5: write the issuer's URL/,
    ],
    ['nothing among them', { audience: 'api1', issuers: [null] }, /^issuers\[0\] is null: write/],
    [
      'one without a name',
      { audience: 'api1', issuers: [{}] },
      /^issuers\[0\]\.issuer is undefined: write/,
    ],
    [
      'an object for one',
      { audience: 'api1', issuer: { issuer } },
      /^issuer is a value of type object: write/,
    ],
    ['a list for one', { audience: 'api1', issuer: [issuer] }, /^issuer is \[".*"\]: write/],
  ])('%s', (_what, options, sentence) => {
    const error = refusalOf(options)
    expect(error.code).toBe('option_invalid')
    expect(error.message).toMatch(sentence)
  })
})

describe('an option of the wrong type or size', () => {
  const strings = 'one or more names'

  test.each<[option: string, value: unknown, write: RegExp]>([
    ['audience', '', /^audience is "": write one or more names, as in 'api1'/],
    ['audience', [], /^audience is an empty list: write one or more names/],
    ['audience', [''], /^audience is \[""\]: write/],
    ['audience', ['api1', 5], /^audience is \["api1", 5\]: write/],
    ['audience', 5, new RegExp(`^audience is 5: write ${strings}`)],
    ['audience', {}, /^audience is a value of type object: write/],
    ['audience', false, /^audience is false: write/],
    ['algorithms', [], /^algorithms is an empty list: write some of ES256/],
    ['algorithms', 'HS256', /^algorithms has "HS256": write some of ES256/],
    ['algorithms', ['ES256', 'HS512'], /^algorithms has "HS512": write some of/],
    ['algorithms', ['none'], /^algorithms has "none": write some of/],
    ['algorithms', ['NONE'], /^algorithms has "NONE": write/],
    ['algorithms', ['es256'], /^algorithms has "es256": write/],
    ['algorithms', ['constructor'], /^algorithms has "constructor": write/],
    ['algorithms', ['dir'], /^algorithms has "dir": write/],
    ['algorithms', [5], /^algorithms is \[5\]: write some of/],
    ['algorithms', null, /^algorithms is \[null\]|^algorithms is null: write some of/],
    ['clockToleranceSeconds', -1, /^clockToleranceSeconds is -1: write a number from 0 to 300/],
    ['clockToleranceSeconds', 301, /^clockToleranceSeconds is 301: write a number from 0 to 300/],
    ['clockToleranceSeconds', '5', /^clockToleranceSeconds is "5": write a number/],
    ['clockToleranceSeconds', Number.NaN, /^clockToleranceSeconds is NaN: write a number/],
    ['clockToleranceSeconds', Number.POSITIVE_INFINITY, /is Infinity: write a number/],
    ['clockToleranceSeconds', null, /^clockToleranceSeconds is null: write a number/],
    ['maximumTokenLength', 255, /^maximumTokenLength is 255: write a number from 256 to 1048576/],
    ['maximumTokenLength', 1_048_577, /write a number from 256 to 1048576/],
    ['maximumTokenLength', '16k', /write a number from 256/],
    ['timeoutSeconds', 0, /^timeoutSeconds is 0: write a number from 1 to 60/],
    ['timeoutSeconds', 61, /write a number from 1 to 60/],
    ['publicUrl', 'api.example.com', /^publicUrl is "api.example.com": write an https URL/],
    [
      'publicUrl',
      'http://api.example.com',
      /^publicUrl is .*: write an https URL \(http on loopback only\)/,
    ],
    ['publicUrl', 'http://127.0.0.1.evil.com', /write an https URL/],
    ['publicUrl', 'https://api.example.com?x=1', /write a URL without query, fragment/],
    ['publicUrl', 'https://api.example.com#x', /write a URL without query, fragment/],
    ['publicUrl', 'https://u:p@api.example.com', /without user and password/],
    ['publicUrl', 'https://api.example.com ', /write an https URL/],
    ['publicUrl', 'https://api.example.com\n', /write an https URL/],
    ['publicUrl', 5, /^publicUrl is 5: write an https URL/],
    [
      'publicUrl',
      new URL('https://api.example.com'),
      /^publicUrl is a value of type object: write/,
    ],
    ['resource', 'ftp://api.example.com', /^resource is .*: write an https URL/],
    ['resource', 'https://api.example.com/?', /write a URL without query/],
    ['realm', '', /^realm is "": write printable ASCII without quotes and backslashes/],
    ['realm', 'a"b', /write printable ASCII without quotes/],
    ['realm', 'a\\b', /write printable ASCII/],
    ['realm', 'a\r\nb', /write printable ASCII/],
    ['realm', 'ä', /write printable ASCII/],
    ['realm', 5, /^realm is 5: write printable ASCII/],
    ['ignoreQueryToken', 'yes', /^ignoreQueryToken is "yes": write true or false/],
    ['ignoreQueryToken', 1, /^ignoreQueryToken is 1: write true or false/],
    ['ignoreQueryToken', null, /write true or false/],
    ['introspection', 'api1', /^introspection is a value of type string: write \{ clientId/],
    ['introspection', true, /^introspection is a value of type boolean: write \{ clientId/],
    ['introspection', {}, /^introspection\.clientId is undefined: write the name of this API/],
    ['introspectionCache', {}, /write an object with get, set and delete/],
    ['introspectionCache', null, /write an object with get, set and delete/],
    ['tokenFormats', 'opaque', /^tokenFormats is "opaque": write 'jwt', 'reference' or both/],
    ['tokenFormats', [], /write 'jwt', 'reference' or both/],
    ['jwtValidation', 'remote', /^jwtValidation is "remote": write 'local' or 'introspect'/],
    ['dpop', 'on', /^dpop is "on": write 'allowed' or 'required' or 'off'/],
    ['dpop', true, /^dpop is true: write/],
    ['replayStore', {}, /write an object with reserve\(key, expiresAt, acceptableSince\)/],
    ['mtls', 'on', /^mtls is "on": write 'off' or 'allowed' or 'required'/],
    ['keys', 5, /^keys is 5: write an object/],
    ['keys', null, /^keys is null: write an object/],
    ['keys', { freshSeconds: 0 }, /^keys\.freshSeconds is 0: write a number from 1 to 86400/],
    ['keys', { cooldownSeconds: 3601 }, /^keys\.cooldownSeconds is 3601: write a number/],
    ['keys', { waitSeconds: '1' }, /^keys\.waitSeconds is "1": write a number from 1 to 60/],
    [
      'keys',
      { freshSeconds: 600, usableSeconds: 599 },
      /^keys\.usableSeconds is less than keys\.freshSeconds: write at least as much/,
    ],
    ['fetch', 'fetch', /^fetch is "fetch": write a function/],
    ['clock', 5, /^clock is 5: write a function/],
    ['clock', null, /^clock is null: write a function/],
    ['onAccess', {}, /^onAccess is a value of type object: write a function/],
    [
      'transformToken',
      { role: 'admin' },
      /^transformToken is a value of type object: write a function/,
    ],
    ['onDenial', {}, /^onDenial is a value of type object: write a function/],
    ['onBreakdown', 'log', /^onBreakdown is "log": write a function/],
  ])('[R43, R46, R51] %s: %j', (option, value, write) => {
    const error = refusalOf({ ...good, [option]: value })
    expect(error.code).toBe('option_invalid')
    expect(error.message).toMatch(write)
    expect(error.message).toMatch(/^[\x20-\x7e…]+$/)
  })

  test.each<[entry: object, write: RegExp]>([
    [{ audience: '' }, /^issuers\[0\]\.audience is "": write/],
    [{ algorithms: ['HS256'] }, /^issuers\[0\]\.algorithms has "HS256": write/],
    [
      { jwksUri: 'http://identity.example.com/jwks' },
      /^issuers\[0\]\.jwksUri is .*: write an https URL/,
    ],
    [{ jwksUri: 'https://:p@a.test' }, /without user and password/],
    [{ jwksUri: 'https://u@a.test' }, /without user and password/],
    [{ jwksUri: 5 }, /^issuers\[0\]\.jwksUri is 5: write an https URL/],
    [{ jwks: [] }, /^issuers\[0\]\.jwks is an empty list: write a JWK Set: \{ keys/],
    [{ jwks: { keys: {} } }, /^issuers\[0\]\.jwks is .*: write a JWK Set/],
    [{ introspection: {} }, /^issuers\[0\]\.introspection\.clientId is undefined: write/],
  ])('of one issuer: %j', (entry, write) => {
    const error = refusalOf({ audience: 'api1', issuers: [{ issuer, ...entry }] })
    expect(error.code).toBe('option_invalid')
    expect(error.message).toMatch(write)
  })

  test.each([undefined, null, 'https://identity.example.com', [], 5, () => good])(
    'instead of all options: %j',
    (options) => {
      const error = refusalOf(options)
      expect(error.code).toBe('option_invalid')
      expect(error.message).toMatch(/^options is .*: write an object, as in \{ issuer: 'https:/)
    },
  )
})

describe('an option that does not exist', () => {
  test.each<[name: string, hint: RegExp]>([
    ['isuer', /has no option "isuer": did you mean issuer\?/],
    ['Issuer', /did you mean issuer\?/],
    ['issuerUrl', /did you mean issuer/],
    ['audiences', /did you mean audience\?/],
    ['audiance', /did you mean audience\?/],
    ['audieence', /did you mean audience\?/],
    ['audence', /did you mean audience\?/],
    ['algorithm', /did you mean algorithms\?/],
    ['clockTolerance', /did you mean clockToleranceSeconds\?/],
    ['clockToleranceSecond', /did you mean clockToleranceSeconds\?/],
    ['publicURL', /did you mean publicUrl\?/],
    ['onDenail', /options are issuer, issuers, audience/],
    ['secret', /options are issuer, issuers, audience/],
    ['jwksUri', /options are issuer/],
  ])('%s', (name, hint) => {
    const error = refusalOf({ ...good, [name]: 'x' })
    expect(error.code).toBe('option_unknown')
    expect(error.message).toMatch(hint)
  })

  test.each<[what: string, options: object, sentence: RegExp]>([
    [
      'keys',
      { ...good, keys: { fresh: 1 } },
      /^keys has no option "fresh": did you mean freshSeconds\?/,
    ],
    [
      'an issuer',
      { audience: 'api1', issuers: [{ issuer, audiences: 'x' }] },
      /^issuers\[0\] has no option "audiences": did you mean audience\?/,
    ],
    [
      'introspection',
      { ...good, introspection: { client: 'x' } },
      /^introspection has no option "client": did you mean clientId\?/,
    ],
    [
      'dpop',
      { ...good, dpop: { modes: 'off' } },
      /^dpop has no option "modes": did you mean mode\?/,
    ],
  ])('within %s', (_what, options, sentence) => {
    const error = refusalOf(options)
    expect(error.code).toBe('option_unknown')
    expect(error.message).toMatch(sentence)
  })

  test('is named without what it might smuggle into a log', () => {
    const { message } = refusalOf({ ...good, 'x\r\nforged\u001b[31m': 1 })
    expect(message).toMatch(/^[\x20-\x7e…]+$/)
  })

  test('is seen even when it is undefined', () => {
    expect(refusalOf({ ...good, isuer: undefined }).code).toBe('option_unknown')
  })
})

describe('no message repeats a secret', () => {
  const secret = 'hunter2-correct-horse-battery-staple'
  const urls = [
    `https://admin:${secret}@identity.example.com`,
    `http://admin:${secret}@identity.example.com`,
    `ftp://admin:${secret}@identity.example.com`,
    `https:admin:${secret}@identity.example.com`,
    `https:///admin:${secret}@identity.example.com`,
    `https://admin:${secret}/x@identity.example.com`,
    `https:\\\\admin:${secret}@identity.example.com`,
    `admin:${secret}@identity.example.com`,
    `//admin:${secret}@identity.example.com`,
    `https://${secret}@identity.example.com?x#y`,
    ` https://admin:${secret}@identity.example.com`,
    `https://admin:${secret}@identity.example.com:99999`,
    `https://ad\nmin:${secret}@identity.example.com`,
  ]

  test.each(urls)('[A38] of a URL, %#', (url) => {
    const attempts = [
      { ...good, issuer: url },
      { audience: 'api1', issuers: [url] },
      { audience: 'api1', issuers: [{ issuer: url }] },
      { audience: 'api1', issuers: [{ issuer, jwksUri: url }] },
      { ...good, publicUrl: url },
      { ...good, resource: url },
      { ...good, introspection: { clientId: 'api1', clientSecret: 'x', endpoint: url } },
    ]
    for (const options of attempts) expect(refusalOf(options).message).not.toContain(secret)
  })

  test.each<[what: string, options: object]>([
    ['introspection', { introspection: secret }],
    ['introspection credentials', { introspection: { clientId: 'api1', clientSecret: [secret] } }],
    ['nonces', { dpop: { nonce: secret } }],
    ['nonce secrets', { dpop: { nonce: { secrets: secret } } }],
    ['a list of nonce secrets', { dpop: { nonce: { secrets: [secret, 'short'] } } }],
  ])('[A38] of %s', (_what, options) => {
    expect(refusalOf({ ...good, ...options }).message).not.toContain(secret)
  })
})
