import { describe, expect, test } from 'vitest'
import { createMetadata } from '../../src/metadata/index.js'
import { metadataPaths, metadataUrl } from '../../src/metadata/well-known.js'
import { requestOf } from '../support/request.js'

const wellKnown = '/.well-known/oauth-protected-resource'

describe('where the document is found', () => {
  test.each([
    ['https://api.example.com', `https://api.example.com${wellKnown}`],
    ['https://api.example.com/', `https://api.example.com${wellKnown}`],
    ['https://api.example.com/v1', `https://api.example.com${wellKnown}/v1`],
    ['https://api.example.com/v1/', `https://api.example.com${wellKnown}/v1/`],
    ['https://api.example.com:8443/a/b', `https://api.example.com:8443${wellKnown}/a/b`],
    ['http://127.0.0.1:3000', `http://127.0.0.1:3000${wellKnown}`],
  ])('of %s it is %s', (resource, expected) => {
    expect(metadataUrl(resource)).toBe(expected)
  })

  test.each([
    ['https://api.example.com', [wellKnown]],
    ['https://api.example.com/v1', [`${wellKnown}/v1`, wellKnown]],
  ])('of %s it is served at %j', (resource, expected) => {
    expect(metadataPaths(resource)).toEqual(expected)
  })
})

const metadata = createMetadata('https://api.example.com/v1', ['https://a.test', 'https://b.test'])

describe('the document', () => {
  test('says whose tokens are taken, and how', () => {
    expect(metadata.document).toMatchObject({
      resource: 'https://api.example.com/v1',
      authorization_servers: ['https://a.test', 'https://b.test'],
      bearer_methods_supported: ['header'],
    })
  })

  test('is what is answered', () => {
    const answer = metadata.respond(requestOf({ target: `${wellKnown}/v1` }))
    expect(answer?.status).toBe(200)
    expect(JSON.parse(answer?.body ?? '')).toEqual(JSON.parse(JSON.stringify(metadata.document)))
    expect(answer?.headers).toContainEqual(['Content-Type', 'application/json'])
  })

  test('[A42] is for every origin, without credentials', () => {
    const answer = metadata.respond(requestOf({ target: wellKnown }))
    expect(answer?.headers).toContainEqual(['Access-Control-Allow-Origin', '*'])
    const names = answer?.headers.map(([name]) => name.toLowerCase())
    expect(names).not.toContain('access-control-allow-credentials')
    expect(names).not.toContain('set-cookie')
  })

  test.each([
    [`${wellKnown}/v1`, 200],
    [`${wellKnown}/v1?x=1`, 200],
    [wellKnown, 200],
    [`${wellKnown}?`, 200],
    [`${wellKnown}/`, undefined],
    [`${wellKnown}/v2`, undefined],
    [`${wellKnown}/v1/items`, undefined],
    [`/v1${wellKnown}`, undefined],
    ['/', undefined],
    [`/items?${wellKnown}`, undefined],
  ])('at %s: %s', (target, status) => {
    expect(metadata.respond(requestOf({ target }))?.status).toBe(status)
  })

  test.each([
    ['GET', 200, true],
    ['HEAD', 200, true],
    ['OPTIONS', 204, false],
    ['POST', 405, false],
    ['get', 405, false],
  ])('%s is answered with %d', (method, status, hasBody) => {
    const answer = metadata.respond(requestOf({ method, target: wellKnown }))
    expect(answer?.status).toBe(status)
    expect(answer?.body !== '').toBe(hasBody)
    if (!hasBody) expect(answer?.headers).toContainEqual(['Allow', 'GET, HEAD, OPTIONS'])
  })

  test('does not follow from what a request says', () => {
    const headers = { host: 'evil.test', 'x-forwarded-host': 'evil.test' }
    const answer = metadata.respond(requestOf({ target: wellKnown, headers }))
    expect(answer?.body).not.toContain('evil')
  })
})
