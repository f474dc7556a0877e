import { denialCodes } from '@portcullis/core'
import { describe, expect, test } from 'vitest'
import type { Scheme } from '../../src/apis.js'
import type { Answer } from '../../src/exchange.js'
import { judge } from '../../src/judge/judge.js'
import type { Expectation, Place } from '../../src/rows/row.js'
import { challengeWith, place, refusal, success } from '../answers.js'

const invalidToken: Expectation = { status: 401, error: 'invalid_token' }
const lacksScope: Expectation = { status: 403, error: 'insufficient_scope', scope: 'a' }
const unavailable: Expectation = { status: 503 }

const expired = challengeWith(
  'error="invalid_token"',
  `error_description="${denialCodes.token_expired.description}"`,
)
const expiredAnswer = refusal(401, 'invalid_token', {
  challenge: expired,
  body: { error: 'invalid_token', error_description: denialCodes.token_expired.description },
})
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
    ['the right reason', expiredAnswer, { ...invalidToken, because: 'token_expired' }],
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
      'another reason in the body',
      refusal(401, 'invalid_token', { challenge: expired }),
      { ...invalidToken, because: 'token_expired' },
      /"error_description" of the body is missing/,
    ],
    [
      'algs in a Bearer challenge',
      refusal(401, 'invalid_token', {
        challenge: challengeWith('error="invalid_token"', 'algs="ES256"'),
      }),
      invalidToken,
      /algs of the Bearer challenge is ES256/,
    ],
    [
      'a nonce where none is given out',
      { ...success(200), headers: [['DPoP-Nonce', 'a']] },
      { status: 200 },
      /number of nonces is \[1\], expected \[0\]/,
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

describe('where both schemes are accepted', () => {
  const both: Place = { ...place, schemes: ['Bearer', 'DPoP'] }
  const bearer = (...parameters: string[]) => challengeWith(...parameters)
  const dpop = (...parameters: string[]) =>
    `${challengeWith(...parameters).replace('Bearer', 'DPoP')}, algs="ES256 EdDSA"`
  const error = 'error="invalid_token"'
  const answered = (...challenges: string[]): Answer => ({
    status: 401,
    headers: [
      ...challenges.map((challenge) => ['WWW-Authenticate', challenge] as const),
      ['Cache-Control', 'no-store'],
    ],
    body: '{"error":"invalid_token"}',
  })

  const cases: readonly [string, Answer, Scheme | undefined, RegExp | undefined][] = [
    ['the error is in that of the used one', answered(bearer(error), dpop()), 'Bearer', undefined],
    ['which comes first', answered(dpop(error), bearer()), 'DPoP', undefined],
    ['and in both when none is clear', answered(bearer(error), dpop(error)), undefined, undefined],
    [
      'not second',
      answered(bearer(), dpop(error)),
      'DPoP',
      /are for Bearer and DPoP, expected DPoP/,
    ],
    ['not in the other', answered(dpop(error), bearer(error)), 'DPoP', /expected missing/],
    ['not in one when none is clear', answered(bearer(error), dpop()), undefined, /is missing/],
    ['not without the other', answered(dpop(error)), 'DPoP', /are for DPoP, expected DPoP and/],
    [
      'not without algs',
      answered(bearer(error), challengeWith().replace('Bearer', 'DPoP')),
      'Bearer',
      /algs of the DPoP challenge is missing/,
    ],
  ]
  test.each(cases)('%s', (_name, answer, used, sentence) => {
    const sentences = judge(answer, invalidToken, both, { used })
    if (sentence === undefined) expect(sentences).toEqual([])
    else expect(sentences.join('\n')).toMatch(sentence)
  })

  test('who lacks a scope learns of the used one only', () => {
    const lacking = { ...answered(dpop('error="insufficient_scope"', 'scope="a"')), status: 403 }
    const answer = { ...lacking, body: '{"error":"insufficient_scope"}' }
    expect(judge(answer, lacksScope, both, { used: 'DPoP' })).toEqual([])
    const chatty = {
      ...answer,
      headers: [...answer.headers, ['WWW-Authenticate', bearer()] as const],
    }
    expect(judge(chatty, lacksScope, both, { used: 'DPoP' }).join()).toMatch(/expected DPoP$/)
  })
})

describe('where nonces are given out', () => {
  const strict: Place = { ...place, schemes: ['DPoP'], nonces: true }
  const good: Answer = { ...success(200), headers: [['DPoP-Nonce', 'a']] }
  const demand: Answer = {
    status: 401,
    headers: [
      ['WWW-Authenticate', 'DPoP error="use_dpop_nonce", algs="ES256"'],
      ['DPoP-Nonce', 'a'],
    ],
    body: '{}',
  }
  const ok: Expectation = { status: 200 }
  const afterNonce: Expectation = { status: 200, afterNonce: true }

  const cases: readonly [string, readonly Answer[], Expectation, RegExp | undefined][] = [
    ['one on an answer', [good], ok, undefined],
    ['one on each, when it was asked for', [demand, good], afterNonce, undefined],
    ['none', [success(200)], ok, /number of nonces is \[0\], expected \[1\]/],
    ['two', [{ ...good, headers: [...good.headers, ...good.headers] }], ok, /is \[2\]/],
    ['none was asked for', [good], afterNonce, /earlier answers is \[\], expected \[401\]/],
    ['one was asked for in vain', [demand, good], ok, /earlier answers is \[401\], expected \[\]/],
    [
      'something else was wrong',
      [{ ...demand, headers: [['DPoP-Nonce', 'a']] }, good],
      afterNonce,
      /first challenge is missing, expected one that asks for a nonce/,
    ],
  ]
  test.each(cases)('%s', (_name, answers, expected, sentence) => {
    const answer = answers.at(-1) ?? good
    const sentences = judge(answer, expected, strict, { earlier: answers.slice(0, -1) })
    if (sentence === undefined) expect(sentences).toEqual([])
    else expect(sentences.join('\n')).toMatch(sentence)
  })
})

describe('what gets the same answer without a guard', () => {
  const expected: Expectation = { status: 'unguarded' }
  const unguarded: Answer = {
    status: 204,
    headers: [
      ['Date', 'now'],
      ['Allow', 'GET'],
    ],
    body: '',
  }

  test('is as expected, whatever that answer is', () => {
    const later = { ...unguarded, headers: [['Date', 'later'] as const, ['Allow', 'GET'] as const] }
    expect(judge(later, expected, place, { unguarded })).toEqual([])
    expect(judge(success(404), expected, place, { unguarded: success(404) })).toEqual([])
  })

  const cases: readonly [string, Answer, RegExp][] = [
    ['refused', { ...unguarded, status: 401 }, /status is 401, expected 204/],
    ['with a header more', { ...unguarded, headers: [['DPoP-Nonce', 'a']] }, /list of headers/],
    ['with another body', { ...unguarded, body: 'x' }, /body is "x", expected ""/],
  ]
  test.each(cases)('is not: %s', (_name, answer, sentence) => {
    expect(judge(answer, expected, place, { unguarded }).join('\n')).toMatch(sentence)
  })
})
