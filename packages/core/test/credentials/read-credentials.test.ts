import { describe, expect, test } from 'vitest'
import { type CredentialRules, readCredentials } from '../../src/credentials/index.js'
import { isDenial } from '../../src/errors/index.js'
import { fromWebRequest, type ResourceRequest } from '../../src/index.js'
import { requestOf, withAuthorization } from '../support/request.js'

const bearerOnly: CredentialRules = {
  schemes: ['Bearer'],
  maximumTokenLength: 16_384,
  ignoreQueryToken: false,
}

/** `scheme token`, `none: code`, or the code of a denial. */
function read(request: ResourceRequest, rules: Partial<CredentialRules> = {}): string {
  const credentials = readCredentials(request, { ...bearerOnly, ...rules })
  if (isDenial(credentials)) return credentials.code
  if (credentials.kind === 'none') return `none: ${credentials.denial.code}`
  return `${credentials.scheme} ${credentials.token}`
}

describe('malformed or doubled credentials', () => {
  test.each<[expected: string, lines: readonly string[]]>([
    ['credentials_malformed', ['']],
    ['credentials_malformed', ['Bearer']],
    ['credentials_malformed', ['Bearer ']],
    ['credentials_malformed', ['bearer']],
    ['credentials_malformed', ['Bearer =']],
    ['credentials_malformed', ['Bearer a b']],
    ['credentials_malformed', ['Bearer a ']],
    ['credentials_malformed', ['Bearer a\tb']],
    ['credentials_malformed', ['Bearer a,b']],
    ['credentials_malformed', ['Bearer a, Basic b']],
    ['credentials_malformed', ['Bearer "a"']],
    ['credentials_malformed', ['Bearer token="a"']],
    ['credentials_malformed', ['Bearer ä']],
    ['credentials_malformed', ['Bearer a\u0000']],
    ['credentials_malformed', ['Bearer a=b']],
    ['credentials_malformed', ['Bearer Bearer a']],
    ['credentials_malformed', ['Bearer {"payload":"e30","protected":"e30","signature":""}']],
    ['credentials_repeated', ['Bearer a, Bearer b']],
    ['credentials_repeated', ['Bearer a,DPoP b']],
    ['credentials_repeated', ['Basic a, Bearer b']],
    ['credentials_repeated', ['Unknown whatever, bearer b']],
    ['credentials_repeated', ['Bearer a', 'Bearer a']],
    ['credentials_repeated', ['Bearer a', 'Bearer b']],
    ['credentials_repeated', ['Basic a', 'Bearer b']],
    ['credentials_repeated', ['Basic a', 'Basic b']],
    ['credentials_repeated', ['', '']],
    ['credentials_repeated', ['Bearer a', '']],
  ])('[R2, R4, A9, C3, C11, C12] %s: %j', (expected, lines) => {
    expect(read(withAuthorization(...lines))).toBe(expected)
  })

  test('[R3, R2] two field lines that a Fetch Request has joined are still two', () => {
    const headers = new Headers()
    headers.append('Authorization', 'Bearer a')
    headers.append('Authorization', 'Bearer b')
    const request = new Request('https://api.example.com/items', { headers })
    expect(read(fromWebRequest(request))).toBe('credentials_repeated')
  })
})

describe('one token', () => {
  test.each([
    ['Bearer abc', 'Bearer abc'],
    ['bearer abc', 'Bearer abc'],
    ['BEARER abc', 'Bearer abc'],
    ['bEARER abc', 'Bearer abc'],
    ['Bearer    abc', 'Bearer abc'],
    ['Bearer abc==', 'Bearer abc=='],
    ['Bearer a-b.c_d~e+f/g', 'Bearer a-b.c_d~e+f/g'],
  ])('[R1, R4, R12] %j is read', (value, expected) => {
    expect(read(withAuthorization(value))).toBe(expected)
  })

  test('[R1] of a scheme that is accepted too, under its own name', () => {
    const both = { schemes: ['Bearer', 'DPoP'] } as const
    const headers = { authorization: 'dpop abc', dpop: 'proof' }
    expect(read(requestOf({ headers }), both)).toBe('DPoP abc')
  })

  test('[R61, A10] may have 16384 characters and not one more', () => {
    expect(read(withAuthorization(`Bearer ${'a'.repeat(16_384)}`))).toMatch(/^Bearer a+$/)
    expect(read(withAuthorization(`Bearer ${'a'.repeat(16_385)}`))).toBe('token_too_long')
  })

  test('[R61] has the bound that the guard was given', () => {
    const rules = { maximumTokenLength: 300 }
    expect(read(withAuthorization(`Bearer ${'a'.repeat(300)}`), rules)).toMatch(/^Bearer/)
    expect(read(withAuthorization(`Bearer ${'a'.repeat(301)}`), rules)).toBe('token_too_long')
  })

  test('[R61] is measured before anything else is done with it', () => {
    expect(read(withAuthorization(`Bearer ${'"'.repeat(100_000)}`))).toBe('token_too_long')
  })
})

describe('the scheme DPoP', () => {
  const withProofs = (...proofs: readonly string[]) =>
    requestOf({
      headers: { authorization: 'DPoP abc', ...(proofs.length > 0 ? { dpop: proofs } : {}) },
    })
  const dpop = { schemes: ['Bearer', 'DPoP'] } as const

  test.each<[expected: string, proofs: readonly string[]]>([
    ['dpop_proof_missing', []],
    ['dpop_proof_repeated', ['a', 'b']],
    ['dpop_proof_repeated', ['a', 'a']],
    ['dpop_proof_repeated', ['a, b']],
    ['dpop_proof_repeated', ['a,']],
    ['DPoP abc', ['a']],
    ['DPoP abc', ['']],
    ['DPoP abc', ['no JWT at all']],
  ])('%s with the proofs %j', (expected, proofs) => {
    expect(read(withProofs(...proofs), dpop)).toBe(expected)
  })

  test('has its proof handed on as it came; Bearer has none', () => {
    const rules = { ...bearerOnly, ...dpop }
    expect(readCredentials(withProofs('the proof'), rules)).toMatchObject({ proof: 'the proof' })
    const headers = { authorization: 'Bearer abc', dpop: 'the proof' }
    expect(readCredentials(requestOf({ headers }), rules)).toMatchObject({ proof: undefined })
  })

  test('names the scheme in every refusal, so that its challenge carries the error', () => {
    const schemeOf = (...lines: readonly string[]) => {
      const refusal = readCredentials(withAuthorization(...lines), { ...bearerOnly, ...dpop })
      return isDenial(refusal) ? refusal.scheme : 'none'
    }
    expect(schemeOf('DPoP abc')).toBe('DPoP')
    expect(schemeOf('DPoP a b')).toBe('DPoP')
    expect(schemeOf('Bearer a b')).toBe('Bearer')
    expect(schemeOf('Bearer a', 'DPoP b')).toBeUndefined()
  })
})

describe('no credentials', () => {
  test('[R23] nothing was sent', () => {
    expect(read(requestOf())).toBe('none: credentials_missing')
  })

  test.each([
    'Basic',
    'Basic dXNlcjpwYXNz',
    'basic dXNlcjpwYXNz',
    'Negotiate',
    'Digest username="x", realm="bearer"',
    'AWS4-HMAC-SHA256 Credential=x, SignedHeaders=host, Signature=y',
    'Token abc',
    'Bearers abc',
    'Bearer_ abc',
    'constructor abc',
    '__proto__ abc',
  ])('[R23, C11] %j is a scheme that is not taken here', (value) => {
    expect(read(withAuthorization(value))).toBe('none: scheme_not_accepted')
  })

  test('[C11] a token in a scheme of ours that is switched off is a failed attempt', () => {
    expect(read(withAuthorization('DPoP abc'))).toBe('scheme_not_accepted')
    expect(read(withAuthorization('Bearer abc'), { schemes: ['DPoP'] })).toBe('scheme_not_accepted')
  })
})

describe('a token in another place', () => {
  const inQuery = (target: string, ...lines: readonly string[]) =>
    requestOf({ target, headers: lines.length === 0 ? {} : { authorization: lines } })

  test('[R15, C2] the query alone is no credential', () => {
    expect(read(inQuery('/items?access_token=abc'))).toBe('none: credentials_missing')
    expect(read(inQuery('/items?access_token=a&access_token=b'))).toBe('none: credentials_missing')
    expect(read(inQuery('/items?access_token='))).toBe('none: credentials_missing')
  })

  test.each([
    '/items?access_token=abc',
    '/items?access_token=',
    '/items?access_token',
    '/items?access%5Ftoken=abc',
    '/items?page=1&access_token=a&access_token=b',
  ])('[R13, C2, C3, C12, A9] %j beside a header is refused', (target) => {
    expect(read(inQuery(target, 'Bearer abc'))).toBe('credentials_in_two_places')
    expect(read(inQuery(target, 'Basic abc'))).toBe('credentials_in_two_places')
    expect(read(inQuery(target, 'Bearer'))).toBe('credentials_in_two_places')
  })

  test('[C2] an API may keep a parameter of that name for itself; it is no token then either', () => {
    const rules = { ignoreQueryToken: true }
    expect(read(inQuery('/items?access_token=x', 'Bearer abc'), rules)).toBe('Bearer abc')
    expect(read(inQuery('/items?access_token=x'), rules)).toBe('none: credentials_missing')
  })

  test('[R25, R12] a cookie is no credential', () => {
    const request = requestOf({ headers: { cookie: 'access_token=abc; Authorization=Bearer abc' } })
    expect(read(request)).toBe('none: credentials_missing')
  })

  test('[R14, R12] a form body is not even read', () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'content-length': '16' }
    expect(read(requestOf({ method: 'POST', headers }))).toBe('none: credentials_missing')
  })

  test('[R12] nor are headers that look alike', () => {
    const headers = { 'x-authorization': 'Bearer abc', 'proxy-authorization': 'Bearer abc' }
    expect(read(requestOf({ headers }))).toBe('none: credentials_missing')
  })
})

describe('the sentence for the log', () => {
  const sentence = (request: ResourceRequest) => {
    const credentials = readCredentials(request, bearerOnly)
    if (isDenial(credentials)) return credentials.message
    return credentials.kind === 'none' ? credentials.denial.message : ''
  }

  test('tells a missing token from one that stands in the wrong place', () => {
    expect(sentence(requestOf())).not.toContain('query')
    expect(sentence(requestOf({ target: '/?access_token=abc' }))).toContain('query')
  })

  test('names the scheme that came, and those that are taken', () => {
    expect(sentence(withAuthorization('Basic abc'))).toMatch(/"basic".*Bearer/)
  })

  test.each([
    ['a lone word', '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'],
    ['a lone word that is short', '9f86d081884c7d65'],
    ['a long word before another', '9f86d081884c7d659a2fe abc'],
  ])('[A38] does not name %s, which may be a token that lost its scheme', (_what, value) => {
    expect(sentence(withAuthorization(value))).not.toContain(value.slice(0, 12))
  })

  test('names a scheme of 20 characters', () => {
    const scheme = 'x'.repeat(20)
    expect(sentence(withAuthorization(`${scheme} abc`))).toContain(`"${scheme}"`)
  })
})
