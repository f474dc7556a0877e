import { describe, expect, test } from 'vitest'
import { scopes } from '../../src/index.js'
import { Metadata, type MetadataSettings } from '../../src/metadata/index.js'
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

const resource = 'https://api.example.com/v1'

const nothingMore: MetadataSettings = {
  scopesSupported: undefined,
  authorizationDetailsTypesSupported: undefined,
  members: {},
  maxAgeSeconds: 3600,
  signer: undefined,
}

const enforced = {
  authorization_servers: ['https://a.test', 'https://b.test'],
  bearer_methods_supported: ['header'],
}

const create = (more: Partial<MetadataSettings> = {}) =>
  new Metadata(resource, { ...nothingMore, ...more }, enforced)

describe('the document', () => {
  test('says whose tokens are taken, and how', () => {
    expect(create().document).toEqual({ resource, ...enforced })
  })

  test('[R159] [C4] has no member without an element, and none that is false', () => {
    const members = { a: undefined, b: [], c: false, d: '' }
    const { document } = new Metadata(resource, { ...nothingMore, members }, { e: [], f: true })
    expect(document).toEqual({ resource, f: true })
  })

  test('cannot be changed by who reads it', () => {
    const { document } = create()
    expect(() => Object.assign(document, { resource: 'https://evil.test' })).toThrow(TypeError)
    expect(() => (document.authorization_servers as string[]).push('x')).toThrow(TypeError)
  })

  test('is what is answered', async () => {
    const metadata = create()
    const answer = await metadata.respond(requestOf({ target: `${wellKnown}/v1` }))
    expect(answer?.status).toBe(200)
    expect(JSON.parse(answer?.body ?? '')).toEqual(metadata.document)
    expect(answer?.headers).toContainEqual(['Content-Type', 'application/json'])
  })

  test('[A42] is for every origin, without credentials', async () => {
    const answer = await create().respond(requestOf({ target: wellKnown }))
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
    [`${wellKnown}/v1/`, undefined],
    [`${wellKnown}/V1`, undefined],
    [`${wellKnown}/v1/items`, undefined],
    [`/v1${wellKnown}`, undefined],
    ['/', undefined],
    [`/items?${wellKnown}`, undefined],
  ])('at %s: %s', async (target, status) => {
    expect((await create().respond(requestOf({ target })))?.status).toBe(status)
  })

  test.each([
    ['GET', 200, true],
    ['HEAD', 200, true],
    ['OPTIONS', 204, false],
    ['POST', 405, false],
    ['get', 405, false],
  ])('%s is answered with %d', async (method, status, hasBody) => {
    const answer = await create().respond(requestOf({ method, target: wellKnown }))
    expect(answer?.status).toBe(status)
    expect(answer?.body !== '').toBe(hasBody)
    if (!hasBody) expect(answer?.headers).toContainEqual(['Allow', 'GET, HEAD, OPTIONS'])
  })

  test('[A42] a preflight may bring any field, as protocols do that send their version along', async () => {
    const answer = await create().respond(requestOf({ method: 'OPTIONS', target: wellKnown }))
    expect(answer?.headers).toContainEqual(['Access-Control-Allow-Headers', '*'])
    expect(answer?.headers).toContainEqual(['Access-Control-Allow-Methods', 'GET, HEAD, OPTIONS'])
  })

  test('[A16] does not follow from what a request says', async () => {
    const headers = { host: 'evil.test', 'x-forwarded-host': 'evil.test' }
    const answer = await create().respond(requestOf({ target: wellKnown, headers }))
    expect(answer?.body).not.toContain('evil')
  })
})

describe('caching [R165]', () => {
  const ask = (metadata: Metadata, known?: string) =>
    metadata.respond(
      requestOf({
        target: wellKnown,
        headers: known === undefined ? {} : { 'if-none-match': known },
      }),
    )
  const tagOf = async (metadata: Metadata) =>
    new Map((await ask(metadata))?.headers).get('ETag') ?? ''

  test('lasts an hour, or as long as is said', async () => {
    expect((await ask(create()))?.headers).toContainEqual(['Cache-Control', 'max-age=3600'])
    const brief = await ask(create({ maxAgeSeconds: 0 }))
    expect(brief?.headers).toContainEqual(['Cache-Control', 'max-age=0'])
  })

  test('of what is known already costs no body', async () => {
    const metadata = create()
    const tag = await tagOf(metadata)
    expect(tag).toMatch(/^"[\w-]{43}"$/)
    for (const known of [tag, `W/${tag}`, `"other", ${tag}`, '*']) {
      const answer = await ask(metadata, known)
      expect(answer).toMatchObject({ status: 304, body: '' })
      expect(answer?.headers).toContainEqual(['ETag', tag])
      expect(answer?.headers).toContainEqual(['Access-Control-Allow-Origin', '*'])
    }
    expect((await ask(metadata, '"other"'))?.status).toBe(200)
  })

  test('[R162] ends when the document changes', async () => {
    const metadata = create()
    const before = await tagOf(metadata)
    metadata.announce(scopes('api1.read'))
    expect(await tagOf(metadata)).not.toBe(before)
  })
})

describe('scopes that are listed', () => {
  test('[R168] are those of the policies that were announced, in order', () => {
    const metadata = create()
    metadata.announce(scopes('api1.write', 'api1.read'))
    metadata.announce(scopes('api1.read'))
    metadata.announce(() => true)
    expect(metadata.document.scopes_supported).toEqual(['api1.read', 'api1.write'])
  })

  test('[R168] are none but those that were written down, where that is so', () => {
    const metadata = create({ scopesSupported: ['z', 'a'] })
    metadata.announce(scopes('secret'))
    expect(metadata.document.scopes_supported).toEqual(['z', 'a'])
    const silent = create({ scopesSupported: [] })
    silent.announce(scopes('secret'))
    expect(silent.document).not.toHaveProperty('scopes_supported')
  })

  test('[R215] never hold offline_access', () => {
    const metadata = create()
    metadata.announce(scopes('offline_access', 'api1.read'))
    expect(metadata.document.scopes_supported).toEqual(['api1.read'])
  })

  test('are so many at most: policies may be made by the request', () => {
    const metadata = create()
    for (let index = 0; index < 1000; index++) metadata.announce(scopes(`scope-${index}`))
    expect(metadata.document.scopes_supported).toHaveLength(256)
  })

  test('are what strangers are told in challenges, and nothing else is', () => {
    const metadata = create({ scopesSupported: ['known'] })
    metadata.announce(scopes('secret'))
    expect(metadata.disclosed(['secret', 'known'])).toEqual(['known'])
  })
})

describe('types of authorization details', () => {
  const policy = { ...scopes('a'), authorizationDetailsTypes: ['payment'] }

  test('are those of the policies, or those that were written down', () => {
    const metadata = create()
    metadata.announce(policy)
    expect(metadata.document.authorization_details_types_supported).toEqual(['payment'])
    const told = create({ authorizationDetailsTypesSupported: ['account'] })
    told.announce(policy)
    expect(told.document.authorization_details_types_supported).toEqual(['account'])
  })
})
