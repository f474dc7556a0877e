import { expect, test } from 'vitest'
import { reasonAgainst } from '../describe-with.mjs'

test('the reason names every program that is missing and says how to get it', () => {
  expect(reasonAgainst(['nginx', 'haproxy'])).toBe(
    'nginx and haproxy not found: pnpm services:install installs it where it is root on Debian',
  )
  expect(reasonAgainst([])).toBeUndefined()
})
