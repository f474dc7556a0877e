import { describe, expect, test } from 'vitest'
import { algorithmNames, type IssuerEntry, type ResourceServerOptions } from '../../src/index.js'
import { readOptions } from '../../src/options/index.js'

const issuer = 'https://identity.example.com'

function settings(extra: Partial<Omit<ResourceServerOptions, 'issuer' | 'issuers'>> = {}) {
  return readOptions({ issuer, audience: 'api1', ...extra })
}

function settingsOf(...issuers: readonly (string | IssuerEntry)[]) {
  return readOptions({ issuers, audience: 'api1' }).issuers
}

describe('defaults', () => {
  test('[R38, R43, R61, R64, C1] are safe', () => {
    expect(settings()).toMatchObject({
      clockToleranceSeconds: 5,
      maximumTokenLength: 16_384,
      ignoreQueryToken: false,
      timeoutSeconds: 5,
      keyTimes: { freshSeconds: 600, usableSeconds: 3600, cooldownSeconds: 30, waitSeconds: 10 },
      resource: undefined,
      realm: 'api1',
      onDenial: undefined,
      onBreakdown: undefined,
    })
    expect([...(settings().issuers[0]?.algorithms ?? [])]).toEqual(algorithmNames)
  })

  test('of the clock is the time', () => {
    expect(Math.abs(settings().clock() - Date.now())).toBeLessThan(5000)
  })

  test('of keys that stay fresh for long is to be usable as long', () => {
    const { keyTimes } = settings({ keys: { freshSeconds: 7200 } })
    expect(keyTimes).toMatchObject({ freshSeconds: 7200, usableSeconds: 7200 })
  })

  test('[R16] of the realm is the audience where there is no metadata to point to', () => {
    expect(settings({ audience: ['a', 'b'] }).realm).toBe('a')
    expect(settings({ audience: null }).realm).toBe('api')
    expect(settings({ publicUrl: 'https://api.example.com' }).realm).toBeUndefined()
    expect(settings({ publicUrl: 'https://api.example.com', realm: 'mine' }).realm).toBe('mine')
  })

  test('of the resource is the public URL', () => {
    const publicUrl = 'https://api.example.com/v1'
    expect(settings({ publicUrl }).resource).toBe(publicUrl)
    expect(settings({ publicUrl, resource: 'https://api.example.com' }).resource).toBe(
      'https://api.example.com',
    )
  })
})

describe('bounds', () => {
  test.each<Partial<ResourceServerOptions>>([
    { clockToleranceSeconds: 0 },
    { clockToleranceSeconds: 300 },
    { maximumTokenLength: 256 },
    { maximumTokenLength: 1_048_576 },
    { timeoutSeconds: 1 },
    { timeoutSeconds: 60 },
  ])('%j is within', (option) => {
    expect(
      readOptions({ issuer, audience: 'api1', ...option } as ResourceServerOptions),
    ).toMatchObject(option)
  })

  test('of keys may be the same', () => {
    const keys = { freshSeconds: 60, usableSeconds: 60 }
    expect(settings({ keys }).keyTimes).toMatchObject(keys)
  })
})

describe('an issuer', () => {
  test('[R67] takes over what the guard says, unless it says otherwise', () => {
    const [first, second, third] = settingsOf(
      'https://first.test',
      { issuer: 'https://second.test', audience: ['x', 'y'], algorithms: ['ES256'] },
      { issuer: 'https://third.test', audience: null },
    )
    expect(first).toMatchObject({ identifier: 'https://first.test', audience: ['api1'] })
    expect(second).toMatchObject({ identifier: 'https://second.test', audience: ['x', 'y'] })
    expect([...(second?.algorithms ?? [])]).toEqual(['ES256'])
    expect(third?.audience).toBeNull()
    expect([...(third?.algorithms ?? [])]).toEqual(algorithmNames)
  })

  test('[R36] is kept exactly as it was written', () => {
    const names = ['https://a.test', 'https://a.test/', 'https://A.test', 'https://a.test:443/']
    expect(settingsOf(...names).map(({ identifier }) => identifier)).toEqual(names)
  })

  test('may bring its keys, or say where they are', () => {
    const jwks = { keys: [] }
    const [one] = settingsOf({ issuer, jwks, jwksUri: 'http://127.0.0.1:9/jwks' })
    expect(one).toMatchObject({ jwks, jwksUri: 'http://127.0.0.1:9/jwks' })
  })

  test('issues JWTs alone, until it can be asked about references', () => {
    expect([...(settings().issuers[0]?.formats ?? [])]).toEqual(['jwt'])
    const introspection = { clientId: 'api1', clientSecret: 'secret' }
    expect([...(settings({ introspection }).issuers[0]?.formats ?? [])]).toEqual([
      'jwt',
      'reference',
    ])
  })
})

test('a list that is changed afterwards changes no guard', () => {
  const audience = ['api1']
  const { issuers } = settings({ audience })
  audience.push('api2')
  expect(issuers[0]?.audience).toEqual(['api1'])
})

test('one algorithm may be written without a list', () => {
  const algorithms = 'ES256' as never
  expect([...(settings({ algorithms }).issuers[0]?.algorithms ?? [])]).toEqual(['ES256'])
})
