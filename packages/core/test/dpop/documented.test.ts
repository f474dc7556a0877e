import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const guide = new URL('../../../../docs/guides/proof-of-possession.md', import.meta.url)

test('[R124] that a proof covers neither query nor body is documented', () => {
  const text = readFileSync(guide, 'utf8').replace(/\s+/g, ' ')
  expect(text).toContain('it does not cover the query and the body')
})
