import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { drawFailures, picture } from '../failure-picture.mjs'

test('the picture of failures shows the table of the guide: node tooling/docs/failure-picture.mjs', () => {
  const drawn = drawFailures()
  expect(drawn).toContain('was emptied')
  expect(readFileSync(picture, 'utf8')).toBe(drawn)
})
