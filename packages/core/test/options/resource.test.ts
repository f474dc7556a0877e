import { expect, test } from 'vitest'
import { createResourceServer } from '../../src/index.js'
import { configurationError } from '../support/errors.js'

const options = { issuer: 'https://identity.example.com', audience: 'api1' }

test.each([
  '/v1',
  'api.example.com/v1',
  '//api.example.com/v1',
  'https://api.example.com#v1',
  'https://api.example.com/#',
])('[R169] %j is no resource identifier: it is relative, or has a fragment', (resource) => {
  const error = configurationError(() => createResourceServer({ ...options, resource }))
  expect(error).toMatchObject({ code: 'option_invalid' })
  expect(error.message).toMatch(/^resource is /)
})

test.each(['https://api.example.com', 'https://api.example.com/v1/'])(
  '[R169] %j is one, and stays as it is written',
  async (resource) => {
    const { metadata } = createResourceServer({ ...options, resource })
    expect(metadata?.document.resource).toBe(resource)
  },
)
