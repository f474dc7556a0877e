import { describe, expect, test } from 'vitest'
import { type ChallengeSettings, challenges } from '../../src/challenge/challenge.js'
import { deny } from '../../src/errors/index.js'
import { type DenialCode, denialCodes } from '../../src/index.js'
import { parameterNames, parseNaively, parseStrictly } from '../support/challenge-parsers.js'

const bearerOnly: ChallengeSettings = {
  schemes: ['Bearer'],
  realm: 'api1',
  proofAlgorithms: [],
  resourceMetadata: undefined,
}
const metadata = 'https://api.example.com/.well-known/oauth-protected-resource'
const both: ChallengeSettings = {
  schemes: ['Bearer', 'DPoP'],
  realm: undefined,
  proofAlgorithms: ['ES256', 'PS256'],
  resourceMetadata: metadata,
}

function challengesFor(
  code: DenialCode,
  settings: ChallengeSettings,
  used?: 'Bearer' | 'DPoP',
  scope?: readonly string[],
): readonly string[] {
  const denial = deny(code, 'for the log only', scope === undefined ? {} : { scope })
  return challenges(used === undefined ? denial : denial.of(used), settings)
}

describe('a guard that takes bearer tokens answers', () => {
  test.each<[code: DenialCode, used: 'Bearer' | undefined, expected: string]>([
    ['credentials_missing', undefined, 'Bearer realm="api1"'],
    ['scheme_not_accepted', undefined, 'Bearer realm="api1"'],
    [
      'credentials_repeated',
      undefined,
      'Bearer error="invalid_request", error_description="More than one Authorization header was sent", realm="api1"',
    ],
    [
      'credentials_malformed',
      'Bearer',
      'Bearer error="invalid_request", error_description="The Authorization header is malformed", realm="api1"',
    ],
    [
      'token_expired',
      'Bearer',
      'Bearer error="invalid_token", error_description="The access token expired", realm="api1"',
    ],
  ])('[R5, R7, R16, R21, R22, R23] %s (%s) with %s', (code, used, expected) => {
    expect(challengesFor(code, bearerOnly, used)).toEqual([expected])
  })

  test('[R22] a missing scope with the scopes that are needed', () => {
    expect(challengesFor('scope_insufficient', bearerOnly, 'Bearer', ['a', 'b'])).toEqual([
      'Bearer error="insufficient_scope", error_description="The access token lacks a scope that this resource needs", scope="a b", realm="api1"',
    ])
  })

  test('with its metadata in place of a realm', () => {
    const settings = { ...bearerOnly, realm: undefined, resourceMetadata: metadata }
    expect(challengesFor('credentials_missing', settings)).toEqual([
      `Bearer resource_metadata="${metadata}"`,
    ])
  })
})

describe('a guard that takes two schemes answers', () => {
  const withoutError = {
    bearer: `Bearer resource_metadata="${metadata}"`,
    dpop: `DPoP resource_metadata="${metadata}", algs="ES256 PS256"`,
  }

  test('[R8, R23] no credentials with one challenge for each, none with an error', () => {
    expect(challengesFor('credentials_missing', both)).toEqual([
      withoutError.bearer,
      withoutError.dpop,
    ])
  })

  test('[R21] a bad token with the error in the challenge of its scheme, which comes first', () => {
    expect(challengesFor('token_expired', both, 'Bearer')).toEqual([
      `Bearer error="invalid_token", error_description="The access token expired", resource_metadata="${metadata}"`,
      withoutError.dpop,
    ])
    expect(challengesFor('token_expired', both, 'DPoP')).toEqual([
      `DPoP error="invalid_token", error_description="The access token expired", resource_metadata="${metadata}", algs="ES256 PS256"`,
      withoutError.bearer,
    ])
  })

  test('[C3] doubled credentials with the error in both', () => {
    const errors = challengesFor('credentials_repeated', both).map(parseNaively)
    expect(errors).toEqual(['invalid_request', 'invalid_request'])
  })

  test('[R9] a lack of permission with the scheme that was used and no other', () => {
    const [only, ...others] = challengesFor('scope_insufficient', both, 'DPoP', ['a'])
    expect(only).toMatch(/^DPoP error="insufficient_scope"/)
    expect(others).toEqual([])
  })
})

const codes = Object.keys(denialCodes) as DenialCode[]

describe.each(codes)('%s', (code) => {
  const { error, description } = denialCodes[code] as { error?: string; description?: string }
  const written = [bearerOnly, both].flatMap((settings) =>
    ([undefined, 'Bearer'] as const).flatMap((used) =>
      challengesFor(code, settings, used, ['a', 'b']),
    ),
  )

  test('[R6, R16, R17, R20] keeps to the grammar, has a parameter, and each only once', () => {
    for (const challenge of written) {
      const names = parameterNames(challenge)
      expect(names.length).toBeGreaterThan(0)
      expect(new Set(names).size).toBe(names.length)
      expect(names).not.toContain('error_uri')
    }
  })

  test('error comes first, for clients that look no further', () => {
    const [challenge = ''] = challengesFor(code, both, 'Bearer', ['a'])
    expect(parseNaively(challenge)).toBe(error)
  })

  test('[R19] its texts are plain ASCII, without what a careless client would cut at', () => {
    for (const text of [error, description]) {
      expect(text ?? 'none').toMatch(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/)
      expect(text ?? 'none').not.toMatch(/[,=;]/)
    }
  })

  test('a strict client reads what was meant', async () => {
    const [challenge = ''] = challengesFor(code, bearerOnly, 'Bearer', ['a', 'b'])
    const [parsed, ...others] = await parseStrictly(denialCodes[code].status, [
      ['WWW-Authenticate', challenge],
    ])
    expect(others).toEqual([])
    expect(parsed).toEqual({
      scheme: 'bearer',
      parameters: {
        ...(error === undefined ? {} : { error }),
        ...(description === undefined ? {} : { error_description: description }),
        scope: 'a b',
        realm: 'api1',
      },
    })
  })
})

test('[R8] a strict client reads two challenges, on two lines or joined in one', async () => {
  const lines = challengesFor('token_expired', both, 'DPoP')
  const expected = ['dpop', 'bearer']
  const apart = await parseStrictly(
    401,
    lines.map((line) => ['WWW-Authenticate', line]),
  )
  const joined = await parseStrictly(401, [['WWW-Authenticate', lines.join(', ')]])
  expect(apart.map(({ scheme }) => scheme)).toEqual(expected)
  expect(joined).toEqual(apart)
})

describe('text of others cannot leave its place', () => {
  const nasty =
    'x", error="none\\"\r\nSet-Cookie: stolen=1\r\n\r\n<script>, Basic realm="y\u0000\u2028\u00e4'
  const inert = /^[\x20-\x7e]*$/

  test.each<[what: string, settings: Partial<ChallengeSettings>, scope?: readonly string[]]>([
    ['a scope', {}, [nasty, 'b']],
    ['a realm', { realm: nasty }],
    ['a metadata URL', { resourceMetadata: nasty }],
    ['proof algorithms', { proofAlgorithms: [nasty] }],
  ])('[R6, R18, A36] %s', async (_what, settings, scope) => {
    const lines = challengesFor(
      'scope_insufficient',
      { ...both, ...settings },
      'DPoP',
      scope ?? ['a'],
    )
    expect(lines).toHaveLength(1)
    for (const line of lines) {
      expect(line).toMatch(inert)
      expect(new Set(parameterNames(line)).size).toBe(parameterNames(line).length)
    }
    const parsed = await parseStrictly(
      403,
      lines.map((line) => ['WWW-Authenticate', line]),
    )
    expect(parsed.map(({ scheme }) => scheme)).toEqual(['dpop'])
    expect(parsed[0]?.parameters.error).toBe('insufficient_scope')
  })
})
