import { describe, expect, test } from 'vitest'
import { isPreflight } from '../../src/request/index.js'
import { requestOf } from '../support/request.js'

const preflight = { origin: 'https://app.example.com', 'access-control-request-method': 'POST' }

describe('a CORS preflight', () => {
  test('[R10, A42] is OPTIONS with an origin and the method that is to come', () => {
    expect(isPreflight(requestOf({ method: 'OPTIONS', headers: preflight }))).toBe(true)
  })

  test.each<[what: string, method: string, headers: Readonly<Record<string, string>>]>([
    ['another method', 'GET', preflight],
    ['a method in another case', 'options', preflight],
    ['no header at all', 'OPTIONS', {}],
    ['no origin', 'OPTIONS', { 'access-control-request-method': 'POST' }],
    ['no method to come', 'OPTIONS', { origin: 'https://app.example.com' }],
    ['headers of other names', 'OPTIONS', { origin: 'x', 'access-control-request-headers': 'x' }],
  ])('[R10] is none with %s', (_what, method, headers) => {
    expect(isPreflight(requestOf({ method, headers }))).toBe(false)
  })
})
