import { expect, test } from 'vitest'
import { parameterOf, readChallenges } from '../../src/judge/challenges.js'

test('parameters stand in the order in which they came', () => {
  const [challenge] = readChallenges(['Bearer error="invalid_token", scope="a b", realm=api'])
  expect(challenge).toEqual({
    scheme: 'Bearer',
    parameters: [
      ['error', 'invalid_token'],
      ['scope', 'a b'],
      ['realm', 'api'],
    ],
  })
})

test('several challenges are told apart, on one line or on two', () => {
  const joined = readChallenges(['DPoP algs="ES256 PS256", Bearer error="invalid_token"'])
  expect(joined.map(({ scheme }) => scheme)).toEqual(['DPoP', 'Bearer'])
  expect(readChallenges(['DPoP algs="ES256 PS256"', 'Bearer error="invalid_token"'])).toEqual(
    joined,
  )
})

test('a quoted value may hold what looks like a challenge', () => {
  const [challenge, ...others] = readChallenges(['Bearer realm="say \\"Basic x=1, y\\"", a=b'])
  expect(others).toEqual([])
  expect(challenge && parameterOf(challenge, 'realm')).toBe('say "Basic x=1, y"')
})

test('a scheme without parameters is a challenge; nothing is none', () => {
  expect(readChallenges(['Negotiate'])).toEqual([{ scheme: 'Negotiate', parameters: [] }])
  expect(readChallenges([])).toEqual([])
})
