import { describe, expect, test } from 'vitest'
import { answerBreakdown, answerDenial } from '../../src/challenge/index.js'
import { deny } from '../../src/errors/index.js'
import { Breakdown, type DenialCode, denialCodes } from '../../src/index.js'

const settings = {
  schemes: ['Bearer', 'DPoP'],
  realm: 'api1',
  proofAlgorithms: ['ES256'],
  resourceMetadata: undefined,
} as const

function answerTo(code: DenialCode) {
  return answerDenial(deny(code, 'for the log only', { scope: ['a'] }).of('Bearer'), settings)
}

const codes = Object.keys(denialCodes) as DenialCode[]

/** Refused for where the request was sent to or from, whatever token it carries. */
function isForbiddenPlace(code: DenialCode): boolean {
  return /^request_(host|origin)_not_allowed$/.test(code)
}

describe.each(codes)('the answer to %s', (code) => {
  const facts = denialCodes[code] as { status: number; error?: string; description?: string }

  test('[R9, R22, A41] has the status of its error', () => {
    const statusOf: Readonly<Record<string, number>> = {
      invalid_request: 400,
      invalid_token: 401,
      invalid_dpop_proof: 401,
      use_dpop_nonce: 401,
      insufficient_scope: 403,
      insufficient_user_authentication: 401,
    }
    const usual = facts.error === undefined ? 401 : statusOf[facts.error]
    expect(answerTo(code).status).toBe(isForbiddenPlace(code) ? 403 : usual)
  })

  test('[R5] has a challenge, [R11] is not stored, and is JSON', () => {
    const { headers } = answerTo(code)
    expect(headers.filter(([name]) => name === 'WWW-Authenticate').length).toBeGreaterThan(0)
    expect(headers).toContainEqual(['Cache-Control', 'no-store'])
    expect(headers).toContainEqual(['Content-Type', 'application/json'])
  })

  test('says the same in its body as in its challenge', () => {
    const { body, headers } = answerTo(code)
    const { error, description } = facts
    expect(JSON.parse(body)).toEqual({
      ...(error === undefined ? {} : { error }),
      ...(description === undefined ? {} : { error_description: description }),
    })
    const [[, challenge = ''] = []] = headers
    if (error !== undefined) expect(challenge).toContain(`error="${error}"`)
    if (description !== undefined) expect(challenge).toContain(`error_description="${description}"`)
  })

  test('[A38] shows nothing of the sentence for the log', () => {
    expect(JSON.stringify([answerTo(code).headers, answerTo(code).body])).not.toContain(
      'for the log',
    )
  })
})

test('[R8] several challenges are several field lines', () => {
  const { headers } = answerTo('credentials_missing')
  const challenges = headers.filter(([name]) => name === 'WWW-Authenticate')
  expect(challenges.map(([, value]) => value.split(' ', 1)[0])).toEqual(['Bearer', 'DPoP'])
})

test('[R23] where nothing was sent, the body says nothing either', () => {
  const answer = answerDenial(deny('credentials_missing', ''), settings)
  expect(answer.body).toBe('{}')
})

describe('the answer to trouble of our own', () => {
  const breakdown = new Breakdown('issuer_unreachable', 'The issuer "https://internal" is down', {
    cause: new Error('connect ECONNREFUSED 10.0.0.7:443'),
  })

  test('[C8, A41] is 503, never a challenge, and says when to come again', () => {
    const { status, headers } = answerBreakdown(breakdown)
    expect(status).toBe(503)
    expect(headers).toEqual([
      ['Retry-After', '5'],
      ['Cache-Control', 'no-store'],
      ['Content-Type', 'application/json'],
    ])
  })

  test('shows no detail of ours', () => {
    expect(JSON.parse(answerBreakdown(breakdown).body)).toEqual({
      error: 'temporarily_unavailable',
      error_description: 'The access token cannot be checked at the moment',
    })
  })

  test.each([
    [0, '1'],
    [0.2, '1'],
    [1, '1'],
    [1.2, '2'],
    [30, '30'],
    [-5, '1'],
  ])('[C8] %d s is Retry-After %s: whole seconds, at least one', (retryAfterSeconds, expected) => {
    const { headers } = answerBreakdown(new Breakdown('issuer_slow', '', { retryAfterSeconds }))
    expect(headers[0]).toEqual(['Retry-After', expected])
  })
})
