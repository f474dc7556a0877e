import { readFileSync } from 'node:fs'
import { readEnvironment } from '@portcullis-apps/shared'
import { describe, expect, test } from 'vitest'
import { frameworks, hostsOf, settingsOf, targets, variablesWithin } from '../src/apis.js'
import { rows } from '../src/rows/index.js'

test('every framework has its reference integration, which is built before the demo', () => {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  const names = Object.keys(JSON.parse(text).dependencies)
  for (const framework of frameworks) expect(names).toContain(`@portcullis-apps/${framework}-api`)
})

test('an API within its authority is there once, and that authority is told what concerns it', () => {
  expect(hostsOf('the API')).toEqual(frameworks)
  expect(hostsOf('the local API')).toEqual(['its authority'])
  expect(variablesWithin('the TLS authority')).toEqual(settingsOf('the local API').variables)
  expect(variablesWithin('the authority')).toEqual({})
})

test('every API has rows', () => {
  const used = new Set(rows.map(({ to = 'the API' }) => to))
  expect(targets.filter((target) => !used.has(target))).toEqual([])
})

describe('what an API is told', () => {
  test.each(targets)('%s', (target) => {
    const { variables, schemes } = settingsOf(target)
    const common = { ISSUER: 'http://127.0.0.1:9', AUDIENCE: 'api1' }
    const { guard } = readEnvironment({ ...common, ...variables })
    const mode = typeof guard.dpop === 'object' ? guard.dpop.mode : undefined
    const offered = { off: ['Bearer'], allowed: ['Bearer', 'DPoP'], required: ['DPoP'] }
    expect(schemes).toEqual(offered[mode ?? 'allowed'])
  })
})
