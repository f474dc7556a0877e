import { denialCodes } from '@portcullis/core'
import { describe, expect, test } from 'vitest'
import type { Answer } from '../src/exchange.js'
import { judge } from '../src/judge.js'
import type { Expectation } from '../src/rows/row.js'
import { challengeWith, place, refusal, success } from './answers.js'

const invalidToken: Expectation = { status: 401, error: 'invalid_token' }
const lacksScope: Expectation = { status: 403, error: 'insufficient_scope', scope: 'a' }
const unavailable: Expectation = { status: 503 }

const expired = challengeWith(
  'error="invalid_token"',
  `error_description="${denialCodes.token_expired.description}"`,
)
const challengeForScope = challengeWith('error="insufficient_scope"', 'scope="a"')
const bare: Answer = {
  status: 401,
  headers: [
    ['www-authenticate', challengeWith()],
    ['cache-control', 'no-store'],
  ],
  body: '{}',
}
const busy: Answer = {
  status: 503,
  headers: [
    ['Retry-After', '5'],
    ['Cache-Control', 'no-store'],
  ],
  body: '',
}

describe('an answer as expected', () => {
  const cases: readonly [string, Answer, Expectation][] = [
    ['success', success(200, { a: 1 }), { status: 200 }],
    ['whatever the app answers', success(404), { status: 'no refusal' }],
    ['a body with more members', success(200, { a: [1], b: 2 }), { status: 200, body: { a: [1] } }],
    [
      'a body that depends on the place',
      success(200, { issuer: place.issuer }),
      { status: 200, body: ({ issuer }) => ({ issuer }) },
    ],
    ['a challenge without error', bare, { status: 401 }],
    ['a refused token', refusal(401, 'invalid_token'), invalidToken],
    [
      'a missing scope',
      refusal(403, 'insufficient_scope', { challenge: challengeForScope }),
      lacksScope,
    ],
    ['our own trouble', busy, unavailable],
    [
      'the right reason',
      refusal(401, 'invalid_token', { challenge: expired }),
      { ...invalidToken, because: 'token_expired' },
    ],
  ]
  test.each(cases)('%s', (_name, answer, expected) => {
    expect(judge(answer, expected, place)).toEqual([])
  })
})

describe('a row that differs is reported', () => {
  const withoutMetadata = { challenge: 'Bearer error="invalid_token"' }
  const errorSecond = {
    challenge: challengeWith('error="invalid_token"').replace('error=', 'realm="x", error='),
  }
  const cases: readonly [string, Answer, Expectation, RegExp][] = [
    ['let through', success(200), invalidToken, /status is 200, expected 401/],
    ['refused', refusal(401, 'invalid_token'), { status: 200 }, /status is 401, expected 200/],
    ['another success', success(201), { status: 200 }, /status is 201, expected 200/],
    [
      'a refusal where none may be',
      bare,
      { status: 'no refusal' },
      /status is 401, expected no refusal/,
    ],
    [
      'a challenge where no refusal may be',
      { ...success(404), headers: [['WWW-Authenticate', 'Bearer']] },
      { status: 'no refusal' },
      /challenge where none is due/,
    ],
    ['a crash', success(500), { status: 'no refusal' }, /status is 500, expected no refusal/],
    ['no challenge', { ...bare, headers: [] }, { status: 401 }, /no scheme, expected Bearer/],
    [
      'another scheme',
      refusal(401, 'invalid_token', { challenge: 'Basic realm="x"' }),
      invalidToken,
      /for Basic, expected Bearer/,
    ],
    [
      'an error where none is due',
      refusal(401, 'invalid_token'),
      { status: 401 },
      /error of the challenge is "invalid_token", expected missing/,
    ],
    ['no error', bare, invalidToken, /error of the challenge is missing/],
    [
      'no error in the body',
      refusal(401, 'invalid_token', { body: { error: 'other' } }),
      invalidToken,
      /"error" of the body is "other"/,
    ],
    [
      'no metadata',
      refusal(401, 'invalid_token', withoutMetadata),
      invalidToken,
      /resource_metadata is missing/,
    ],
    [
      'error not first',
      refusal(401, 'invalid_token', errorSecond),
      invalidToken,
      /first parameter of the challenge is "realm"/,
    ],
    [
      'another reason',
      refusal(401, 'invalid_token', { challenge: expired }),
      { ...invalidToken, because: 'audience_mismatch' },
      /reason is "The access token expired", expected "The access token is meant for another/,
    ],
    ['no scope', refusal(403, 'insufficient_scope'), lacksScope, /scope of the challenge is miss/],
    [
      'another scope',
      refusal(403, 'insufficient_scope', { challenge: challengeForScope.replace('"a"', '"b"') }),
      lacksScope,
      /scope of the challenge is "b", expected "a"/,
    ],
    [
      'an answer that may be cached',
      refusal(401, 'invalid_token', { cache: 'max-age=60' }),
      invalidToken,
      /no-store is missing/,
    ],
    [
      'a challenge with a success',
      { ...success(200), headers: [['WWW-Authenticate', 'Bearer']] },
      { status: 200 },
      /challenge where none is due/,
    ],
    [
      '503 without Retry-After',
      { ...busy, headers: [['Cache-Control', 'no-store']] },
      unavailable,
      /Retry-After is missing/,
    ],
    [
      '503 with a challenge',
      { ...busy, headers: [...busy.headers, ['WWW-Authenticate', 'Bearer']] },
      unavailable,
      /challenge where none is due/,
    ],
    [
      'another body',
      success(200, { a: 2 }),
      { status: 200, body: { a: 1 } },
      /"a" of the body is 2, expected 1/,
    ],
    [
      'no JSON',
      { ...success(200), body: '<html>' },
      { status: 200, body: { a: 1 } },
      /not a JSON object/,
    ],
  ]
  test.each(cases)('%s', (_name, answer, expected, sentence) => {
    expect(judge(answer, expected, place).join('\n')).toMatch(sentence)
  })
})
