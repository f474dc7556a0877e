import { expect, it } from 'vitest'
import { describeToken } from '../src/index.js'

const token = {
  subject: undefined,
  clientId: undefined,
  issuer: 'https://id.example.com',
  audience: ['api1'],
  scopes: new Set(['a', 'b']),
  expiresAt: undefined,
  format: 'jwt',
  binding: 'none',
  claims: { secret: 'of the issuer' },
} as const

it('says null for what a token does not have, lists for sets, and no claims', () => {
  expect(JSON.parse(JSON.stringify(describeToken(token)))).toEqual({
    subject: null,
    clientId: null,
    issuer: 'https://id.example.com',
    audience: ['api1'],
    scopes: ['a', 'b'],
    format: 'jwt',
    binding: 'none',
    expiresAt: null,
  })
})
