import { describe, expect, test } from 'vitest'
import {
  ConfigurationError,
  createResourceServer,
  type MetadataOptions,
  type ResourceServerOptions,
} from '../../src/index.js'

const base = { issuer: 'https://identity.example.com', audience: 'api1' }
const publicUrl = 'https://api.example.com'

function documentOf(metadata: MetadataOptions, more: Partial<ResourceServerOptions> = {}) {
  const options = { ...base, publicUrl, metadata, ...more } as ResourceServerOptions
  return createResourceServer(options).metadata?.document
}

describe('metadata', () => {
  test('[R157] says what nothing else can know', () => {
    const document = documentOf({
      resourceName: 'Photos',
      'resourceName#de': 'Fotos',
      'resourceName#zh-Hant-TW': '相片',
      resourceDocumentation: 'https://docs.example.com',
      'resourceDocumentation#fr': 'https://docs.example.com/fr',
      resourcePolicyUri: 'https://example.com/policy',
      resourceTosUri: 'https://example.com/tos',
      jwksUri: 'https://api.example.com/jwks',
      resourceSigningAlgorithms: ['ES256'],
      scopesSupported: ['api1.read'],
      authorizationDetailsTypesSupported: ['payment'],
    })
    expect(document).toMatchObject({
      resource: publicUrl,
      resource_name: 'Photos',
      'resource_name#de': 'Fotos',
      'resource_name#zh-Hant-TW': '相片',
      resource_documentation: 'https://docs.example.com',
      'resource_documentation#fr': 'https://docs.example.com/fr',
      resource_policy_uri: 'https://example.com/policy',
      resource_tos_uri: 'https://example.com/tos',
      jwks_uri: 'https://api.example.com/jwks',
      resource_signing_alg_values_supported: ['ES256'],
      scopes_supported: ['api1.read'],
      authorization_details_types_supported: ['payment'],
    })
  })

  test('[R157] cannot say another thing than the guard does', () => {
    for (const name of ['resource', 'authorization_servers', 'dpop_bound_access_tokens_required']) {
      expect(() => documentOf({ [name]: 'x' } as MetadataOptions)).toThrow(/has no option/)
    }
  })

  test.each<[unknown, RegExp]>([
    ['Photos', /^metadata is "Photos": write an object/],
    [null, /^metadata is null: write an object/],
    [
      { resourceNames: 'x' },
      /^metadata has no option "resourceNames": did you mean resourceName\?/,
    ],
    [{ 'scopesSupported#de': ['x'] }, /^metadata has no option/],
    [{ resourceName: '' }, /^metadata\.resourceName is "": write a name for people/],
    [{ 'resourceName#de': 5 }, /^metadata\.resourceName#de is 5: write a name/],
    [{ 'resourceName#': 'x' }, /the tag of a language after #/],
    [{ 'resourceName#de#fr': 'x' }, /the tag of a language after #/],
    [{ 'resourceName#a b': 'x' }, /the tag of a language after #/],
    [
      { resourceTosUri: 'http://example.com' },
      /^metadata\.resourceTosUri is .*: write an https URL/,
    ],
    [{ 'resourcePolicyUri#de': 'javascript:alert(1)' }, /write an https URL/],
    [{ jwksUri: 'http://example.com/jwks' }, /^metadata\.jwksUri is .*: write an https URL/],
    [{ resourceSigningAlgorithms: ['none'] }, /has "none": write some of/],
    [{ resourceSigningAlgorithms: ['HS256'] }, /has "HS256": write some of/],
    [{ scopesSupported: 'api1.read' }, /^metadata\.scopesSupported is .*: write a list of names/],
    [{ scopesSupported: ['a b'] }, /write single scopes/],
    [{ scopesSupported: ['a', 'offline_access'] }, /write single scopes without offline_access/],
    [{ scopesSupported: [5] }, /write a list of names/],
    [{ authorizationDetailsTypesSupported: [''] }, /write a list of names/],
    [{ maxAgeSeconds: -1 }, /^metadata\.maxAgeSeconds is -1: write a number from 0 to 86400/],
    [{ signer: {} }, /^metadata\.signer is .*: write signedMetadata/],
  ])('[R156] [R215] %j is a mistake', (metadata, sentence) => {
    const create = () => documentOf(metadata as MetadataOptions)
    expect(create).toThrow(ConfigurationError)
    expect(create).toThrow(sentence)
  })

  test('needs a resource to describe', () => {
    const options = { ...base, metadata: { resourceName: 'Photos' } }
    expect(() => createResourceServer(options)).toThrow(/^publicUrl is missing: metadata needs/)
  })
})

describe('the resource identifier', () => {
  test.each([
    ['https://api.example.com/', 'https://api.example.com'],
    ['HTTPS://API.Example.com:443', 'https://api.example.com'],
    ['https://api.example.com/v1/', 'https://api.example.com/v1'],
    ['https://api.example.com:8443/V1', 'https://api.example.com:8443/V1'],
    ['http://[::1]:3000', 'http://[::1]:3000'],
  ])('[R217] of %s is %s: lower case, no slash at the end', (url, resource) => {
    const { metadata } = createResourceServer({ ...base, publicUrl: url })
    expect(metadata?.document.resource).toBe(resource)
  })

  test('[R160] [R164] that is written down is published as it is', () => {
    for (const resource of ['https://API.example.com/', 'https://api.example.com/v1/']) {
      const { metadata } = createResourceServer({ ...base, publicUrl, resource })
      expect(metadata?.document.resource).toBe(resource)
    }
  })

  test.each([
    'http://api.example.com',
    'https://api.example.com/#a',
    'https://api.example.com/?a',
    'https://user@api.example.com',
    'urn:api',
    '/v1',
  ])('[R156] %s is none', (resource) => {
    expect(() => createResourceServer({ ...base, resource })).toThrow(ConfigurationError)
  })
})
