import { describe, expect, test } from 'vitest'
import { isDenial } from '../../src/errors/index.js'
import { type Algorithm, algorithmNames } from '../../src/index.js'
import type { JsonObject } from '../../src/lib/json.js'
import { checkHeader } from '../../src/token/index.js'

const good: JsonObject = { alg: 'ES256', typ: 'at+jwt', kid: 'key-1' }

function check(
  members: JsonObject,
  allowed: readonly Algorithm[] = algorithmNames,
  types: readonly string[] = ['at+jwt'],
): unknown {
  const result = checkHeader({ ...good, ...members }, types, new Set(allowed))
  return isDenial(result) ? result.code : result
}

describe('typ', () => {
  test.each([
    undefined,
    null,
    '',
    'JWT',
    'jwt',
    'at',
    'at+jwt ',
    ' at+jwt',
    'at+jwt;v=1',
    'at%2Bjwt',
    'at jwt',
    'at+jwtx',
    'xat+jwt',
    'application/',
    'application/jwt',
    'application/at+jwt;v=1',
    'application/application/at+jwt',
    'text/at+jwt',
    'id+jwt',
    'dpop+jwt',
    'logout+jwt',
    'secevent+jwt',
    'client-authentication+jwt',
    'token-introspection+jwt',
    'statuslist+jwt',
    'entity-statement+jwt',
    'at+sd-jwt',
    42,
    true,
    ['at+jwt'],
    { typ: 'at+jwt' },
  ])('[R32, R58, R62, A6, C7] %j is no access token', (typ) => {
    expect(check({ typ })).toBe('token_type_not_access_token')
  })

  test.each([
    'at+jwt',
    'AT+JWT',
    'At+Jwt',
    'application/at+jwt',
    'APPLICATION/AT+JWT',
    'Application/at+JWT',
  ])('[R32, R62] %j is one: a media type has no case and a prefix that may be left out', (typ) => {
    expect(check({ typ })).toMatchObject({ algorithm: 'ES256', keyId: 'key-1' })
  })

  test('of another kind of JWT is asked for by those who read that kind', () => {
    const types = ['token-introspection+jwt', 'another+jwt']
    expect(check({ typ: 'token-introspection+jwt' }, algorithmNames, types)).toMatchObject({})
    expect(check({ typ: 'application/another+jwt' }, algorithmNames, types)).toMatchObject({})
    expect(check({ typ: 'at+jwt' }, algorithmNames, types)).toBe('token_type_not_access_token')
  })
})

describe('alg', () => {
  test.each([
    undefined,
    null,
    '',
    'none',
    'None',
    'NONE',
    'nOnE',
    'noNE',
    'HS256',
    'HS384',
    'HS512',
    'es256',
    'rs256',
    'Es256',
    'ES256 ',
    'ES256K',
    'RS1',
    'ED25519',
    'eddsa',
    'Ed448',
    'RSA1_5',
    'dir',
    'PBES2-HS256+A128KW',
    'constructor',
    'toString',
    'hasOwnProperty',
    '__proto__',
    0,
    true,
    ['ES256'],
    { toString: 'ES256' },
  ])('[R30, R43, R45, R46, R63, A1, A2] %j is not allowed', (alg) => {
    expect(check({ alg })).toBe('algorithm_not_allowed')
  })

  test.each(algorithmNames)('[R43] %s is allowed by default', (alg) => {
    expect(check({ alg })).toMatchObject({ algorithm: alg, keyId: 'key-1' })
  })

  test.each(algorithmNames)('[R43, R45] %s is not allowed once it is left off the list', (alg) => {
    const others = algorithmNames.filter((name) => name !== alg)
    expect(check({ alg }, others)).toBe('algorithm_not_allowed')
    expect(check({ alg }, [alg])).toMatchObject({ algorithm: alg })
  })

  test('[R47] Ed25519 and EdDSA are two names on the list', () => {
    expect(check({ alg: 'EdDSA' }, ['Ed25519'])).toBe('algorithm_not_allowed')
    expect(check({ alg: 'Ed25519' }, ['Ed25519'])).toMatchObject({ algorithm: 'Ed25519' })
  })
})

describe('members that change the meaning of the rest', () => {
  test.each([
    { crit: [] },
    { crit: ['exp'], exp: 1 },
    { crit: ['urn:example:unknown'] },
    { crit: ['urn:example:unknown'], 'urn:example:unknown': true },
    { crit: ['alg'] },
    { crit: ['b64'], b64: false },
    { crit: ['b64'], b64: true },
    { crit: ['b64', 'b64'], b64: true },
    { crit: ['__proto__'] },
    { crit: 'b64' },
    { crit: null },
    { crit: {} },
    { crit: false },
  ])('[R28, A7] %j is refused: no extension is understood', (members) => {
    expect(check(members)).toBe('header_not_understood')
  })

  test.each([{ b64: false }, { b64: true }, { b64: null }, { b64: 'false' }])(
    '[R29, A7] %j is refused, protected by crit or not',
    (members) => {
      expect(check(members)).toBe('header_not_understood')
    },
  )

  test.each([{ zip: 'DEF' }, { zip: 'def' }, { zip: null }, { zip: '' }])(
    '[R52] %j is refused: nothing is inflated',
    (members) => {
      expect(check(members)).toBe('header_not_understood')
    },
  )
})

describe('kid', () => {
  test.each([null, 42, 0, true, false, [], ['key-1'], {}, { kid: 'key-1' }])(
    '[R31, A5] %j is refused: it is no string',
    (kid) => {
      expect(check({ kid })).toBe('token_malformed')
    },
  )

  test.each(['', 'key-1', 'KEY-1', '../../x', '__proto__', "' OR 1=1 --", 'a\u0000b', '\ud800'])(
    '[R31, R56, A5] %j is taken as it is, for a hint',
    (kid) => {
      expect(check({ kid })).toMatchObject({ algorithm: 'ES256', keyId: kid })
    },
  )

  test('[R31] may be missing', () => {
    expect(check({ kid: undefined })).toMatchObject({ algorithm: 'ES256', keyId: undefined })
  })
})

describe('members that offer a key', () => {
  test.each([
    { jwk: { kty: 'EC' } },
    { jku: 'http://169.254.169.254/' },
    { x5u: 'file:///etc/passwd' },
    { x5c: ['MIIB'] },
    { jwk: 42, jku: [], x5u: {}, x5c: 'x' },
  ])('[R57, A3, A4] %j leaves no trace', (members) => {
    expect(check(members)).toMatchObject({ algorithm: 'ES256', keyId: 'key-1' })
  })
})

describe('the sentence for the log', () => {
  const sentence = (members: JsonObject) => {
    const result = checkHeader({ ...good, ...members }, ['at+jwt'], new Set(['ES256', 'PS256']))
    return isDenial(result) ? result.message : ''
  }

  test('says what came and what was expected', () => {
    expect(sentence({ typ: 'JWT' })).toBe('typ is "JWT", at+jwt is expected')
    expect(sentence({ typ: undefined })).toBe('typ is nothing, at+jwt is expected')
    expect(sentence({ alg: 'HS256' })).toBe('alg is "HS256", allowed are ES256, PS256')
    expect(sentence({ kid: 42 })).toBe('kid is 42, not a string')
  })

  test('[A5, R56] holds no line break and no control character, whatever came', () => {
    const nasty = 'x\r\nforged log line\u001b[31m\u0000\u2028'
    for (const members of [{ typ: nasty }, { alg: nasty }, { kid: [nasty] }]) {
      expect(sentence(members)).toMatch(/^[\x20-\x7e]+$/)
    }
  })
})
