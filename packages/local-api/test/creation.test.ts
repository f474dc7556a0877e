import { ConfigurationError } from '@portcullis/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { type LocalApiOptions, localApi, localApiScope } from '../src/index.js'
import { oidcProviderAuthority } from '../src/oidc-provider/index.js'
import { PlainAuthority } from './support/plain-authority.js'
import { TestAuthority } from './support/provider.js'

let authority: PlainAuthority
beforeAll(async () => {
  authority = await PlainAuthority.create()
})

function create(more: Readonly<Record<string, unknown>>): () => unknown {
  const options = { authority, scope: localApiScope, audience: 'local', ...more }
  return () => localApi(options as never as LocalApiOptions)
}

const verbs = { keys: () => ({ keys: [] }), findReferenceToken: () => undefined }

describe('what is tried from outside is refused when the guard is made', () => {
  test.each([
    ['https://identity.example.com', /^authority is an address, .* createResourceServer/],
    [new URL('https://identity.example.com'), /^authority is an address, .* createResourceServer/],
    [undefined, /^authority is missing: write the authorization server of this process/],
    [null, /^authority is missing/],
    [{}, /^authority is an object without keys\(\), findReferenceToken\(\), standing\(\)/],
    [{ issuer: 'https://identity.example.com' }, /without keys\(\).*createResourceServer\(/],
    [{ issuer: 'https://identity.example.com', ...verbs }, /without standing\(\): write one with/],
    [{ ...verbs, standing: () => 'good' }, /^authority is an object without issuer/],
    [42, /^authority is an object without keys\(\)/],
  ])('%s', (value, sentence) => {
    expect(create({ authority: value })).toThrow(ConfigurationError)
    expect(create({ authority: value })).toThrow(sentence)
  })

  test.each([
    'https://identity.example.com',
    undefined,
    null,
    { issuer: 'https://identity.example.com' },
    () => undefined,
  ])('%s in the place of a provider', (provider) => {
    const made = () => oidcProviderAuthority(provider as never, { findAccount: null })
    expect(made).toThrow(ConfigurationError)
    expect(made).toThrow(/^provider is no oidc-provider in this process: .*createResourceServer/)
  })

  test('a provider in the place of its authority', () => {
    const { provider } = new TestAuthority()
    expect(create({ authority: provider })).toThrow(/oidcProviderAuthority\(provider\)/)
  })

  test('an issuer on http that is not this machine', () => {
    const far = { ...verbs, issuer: 'http://identity.example.com', standing: () => 'good' }
    expect(create({ authority: far })).toThrow(/^issuer is .*write an https URL/)
  })
})

describe('what must be said', () => {
  test.each([
    [{ scope: undefined }, /^scope is missing: write scope: localApiScope/],
    [{ scope: ['local-api'] }, /^scope is no text/],
    [{ scope: 'two words' }, /scope/],
    [{ audience: undefined }, /^audience is missing/],
    [{ transformToken: {} }, /^transformToken is a value of type object: write a function/],
    [{ timeoutSeconds: 0 }, /^timeoutSeconds is out of bounds/],
    [{ timeoutSeconds: '5' }, /^timeoutSeconds is out of bounds/],
    [{ introspection: {} }, /^localApi has no option "introspection"/],
    [{ issuer: 'https://identity.example.com' }, /^localApi has no option "issuer"/],
    [{ fetch }, /^localApi has no option "fetch"/],
    [{ validators: [] }, /^localApi has no option "validators"/],
    [
      { profile: 'fapi2', dpop: 'required' },
      /^localApi has no option "profile": .* write algorithms/,
    ],
    [{ dpopp: 'off' }, /has no option "dpopp": did you mean dpop\?/],
    [{ allowedHosts: ['not a host'] }, /^allowedHosts is /],
  ])('%j', (more, sentence) => {
    expect(create(more)).toThrow(ConfigurationError)
    expect(create(more)).toThrow(sentence)
  })

  test('that a user is looked up, or not', () => {
    const { provider } = new TestAuthority()
    expect(() => oidcProviderAuthority(provider, {} as never)).toThrow(/^findAccount is missing/)
    expect(() => oidcProviderAuthority(provider, undefined as never)).toThrow(/^findAccount is mi/)
    const wrong = { findAccount: 'alice' as never }
    expect(() => oidcProviderAuthority(provider, wrong)).toThrow(/^findAccount is no function/)
  })

  test('and nothing at all is refused, too', () => {
    expect(() => localApi(undefined as never)).toThrow(/^localApi has no options/)
  })
})

test('the usual name of the scope is stable', () => {
  expect(localApiScope).toBe('local-api')
})
