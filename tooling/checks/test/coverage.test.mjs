import { expect, test } from 'vitest'
import { coverageProblems } from '../coverage.mjs'

const common = /** @type {const} */ ({ source: 'here', level: 'must', sentence: 'It holds.' })
const manifest = [
  { id: 'R1', status: /** @type {const} */ ('proved'), ...common },
  { id: 'R2', status: { planned: 'later' }, ...common },
]

/** @param {string[]} proven @param {string[]} [cited] */
function problems(proven, cited = proven) {
  return coverageProblems(manifest, { proven, cited }).map((problem) => problem.split(' ')[0])
}

test('a manifest that the tests bear out has no problem', () => {
  expect(problems(['R1'])).toEqual([])
})

test('a proved requirement needs a test that passes', () => {
  expect(problems([], ['R1'])).toEqual(['R1'])
})

test('a planned requirement that a test proves has to be called proved', () => {
  expect(problems(['R1', 'R2'])).toEqual(['R2'])
})

test('an id that the manifest does not know is an error, also in a test that failed', () => {
  expect(problems(['R1'], ['R1', 'R9'])).toEqual(['R9'])
})
