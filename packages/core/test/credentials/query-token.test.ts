import { describe, expect, test } from 'vitest'
import { hasQueryToken } from '../../src/credentials/query-token.js'

describe('a token in the query', () => {
  test.each([
    '/?access_token=x',
    '/items?page=2&access_token=x',
    '/items?access_token',
    '/items?access_token=',
    '/items?access_token=x&access_token=y',
    '/items?access%5Ftoken=x',
    '/items?access%5ftoken=x',
    '/items?%61ccess_token=x',
    '/items?%61%63%63%65%73%73%5f%74%6f%6b%65%6e=x',
    '/items??&access_token=x',
    '/items?&&access_token=x',
    '?access_token=x',
    'https://api.example.com/items?access_token=x',
  ])('[R13] is noticed in %j', (target) => {
    expect(hasQueryToken(target)).toBe(true)
  })

  test.each([
    '/',
    '',
    '/items',
    '/items?',
    '/items?page=2',
    '/access_token=x',
    'access_token=x',
    '/items&access_token=x',
    '/items?access-token=x',
    '/items?my_access_token=x',
    '/items?access_token_hint=x',
    '/items?x=access_token',
    '/items?ACCESS_TOKEN=x',
    '/items?access%255Ftoken=x',
    '/items?%',
    '/items?%zz=%zz',
    '/items?%ff=x',
  ])('is not seen in %j', (target) => {
    expect(hasQueryToken(target)).toBe(false)
  })
})
