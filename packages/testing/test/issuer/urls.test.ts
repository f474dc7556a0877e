import { describe, expect, test } from 'vitest'
import { createTestIssuer } from '../../src/index.js'

describe('the addresses of the issuer', () => {
  test.each([
    ['https://issuer.test', 'https://issuer.test/.well-known/oauth-authorization-server'],
    ['https://issuer.test/a/b', 'https://issuer.test/.well-known/oauth-authorization-server/a/b'],
    ['https://issuer.test/a/', 'https://issuer.test/.well-known/oauth-authorization-server/a'],
  ])('%s: both forms of metadata say the issuer as it is', async (name, oauthForm) => {
    const issuer = await createTestIssuer({ issuer: name })
    const oidcForm = `${name.replace(/\/$/, '')}/.well-known/openid-configuration`
    for (const url of [oidcForm, oauthForm]) {
      const metadata = (await (await issuer.fetch(url)).json()) as Record<string, string>
      expect(metadata.issuer).toBe(name)
      expect((await issuer.fetch(metadata.jwks_uri ?? '')).status).toBe(200)
    }
    expect(issuer.requests).toMatchObject({ discovery: 2, jwks: 2, introspection: 0, total: 4 })
  })

  test.each([
    ['oidc', 200, 404],
    ['oauth2', 404, 200],
  ] as const)('discovery %s answers at its own address only', async (discovery, oidc, oauth) => {
    const issuer = await createTestIssuer({ discovery })
    const status = async (name: string) =>
      (await issuer.fetch(`https://issuer.test/.well-known/${name}`)).status
    expect(await status('openid-configuration')).toBe(oidc)
    expect(await status('oauth-authorization-server')).toBe(oauth)
  })

  test('metadata members can be added, replaced and removed', async () => {
    const issuer = await createTestIssuer({
      metadata: { extra: 1, issuer: 'https://else.test', jwks_uri: undefined },
    })
    const url = 'https://issuer.test/.well-known/openid-configuration'
    const metadata = await (await issuer.fetch(url)).json()
    expect(metadata).toMatchObject({ extra: 1, issuer: 'https://else.test' })
    expect(metadata).not.toHaveProperty('jwks_uri')
  })

  test('anything else is 404, counted, and logged without its query', async () => {
    const issuer = await createTestIssuer()
    expect((await issuer.fetch('https://else.test/jwks?token=x')).status).toBe(404)
    expect(issuer.requests.total).toBe(1)
    expect(issuer.requests.log).toEqual([{ method: 'GET', url: 'https://else.test/jwks' }])
    issuer.requests.reset()
    expect(issuer.requests).toMatchObject({ total: 0, log: [] })
  })
})
