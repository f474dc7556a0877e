import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { TokenDigest } from '../../src/token/index.js'

test('is SHA-256 as base64url, the form of ath', async () => {
  const expected = createHash('sha256').update('Kz~8mXK1Ea').digest('base64url')
  expect(await new TokenDigest('Kz~8mXK1Ea').value()).toBe(expected)
})

test('[A38] shows no token when the object itself is printed', () => {
  const digest = new TokenDigest('secret-token')
  expect(JSON.stringify(digest)).not.toContain('secret')
  expect(Object.values(digest)).not.toContain('secret-token')
})
