import { createProofKey, createTestIssuer } from '@portcullis/testing'
import { expect, test } from 'vitest'
import { sniffToken } from '../../src/token/index.js'
import { codeOf, guardFor } from '../support/guard.js'
import { heapAfterCollection } from '../support/heap.js'
import { createHolder } from '../support/holder.js'
import { unsigned } from '../support/tokens.js'

// Headers and keys are remembered by the text of the header. A text that was cut out of a token keeps all of
// the token in memory, for whoever reads a dump of it.

test('a header that is remembered does not keep its token', () => {
  const before = heapAfterCollection()
  for (let index = 0; index < 500; index++) {
    const token = unsigned(`{"alg":"ES256","kid":"kept-${index}"}`, 'x'.repeat(12_000))
    expect(sniffToken(token).kind).toBe('jws')
  }
  expect(heapAfterCollection() - before).toBeLessThan(2_000_000)
})

test('a key that is remembered does not keep its proof', async () => {
  const issuer = await createTestIssuer()
  const holder = createHolder(issuer)
  const token = await holder.token()
  const guard = guardFor(issuer)
  const claims = { more: 'x'.repeat(5000) }
  const before = heapAfterCollection()
  for (let index = 0; index < 300; index++) {
    const request = holder.presenting(token, { key: createProofKey(), claims })
    expect(codeOf(await guard.protect(request))).toBe('dpop_key_mismatch')
  }
  // Some 8 KB for each key, and as much again for its proof if that were kept.
  expect(heapAfterCollection() - before).toBeLessThan(3_500_000)
})
