import { createTestIssuer, generateSigningKey, type TestIssuer } from '@portcullis/testing'
import { describe, expect, test } from 'vitest'
import { createResourceServer, type ResourceServer } from '../../src/index.js'
import { present } from '../support/guard.js'
import { forbidUnhandledRejections } from '../support/issuer.js'

forbidUnhandledRejections()

/** A guard that trusts several issuers, which share a clock. */
function guardForAll(all: readonly TestIssuer[], clock: TestIssuer['clock']): ResourceServer {
  return createResourceServer({
    issuers: all.map(({ issuer }) => issuer),
    audience: 'api1',
    clock,
    fetch: (url, init) => {
      const of = all.find(({ issuer }) => new URL(url).host === new URL(issuer).host)
      return of === undefined ? Promise.reject(new TypeError('fetch failed')) : of.fetch(url, init)
    },
  })
}

async function twoIssuers() {
  const one = await createTestIssuer({ issuer: 'https://one.test' })
  const two = await createTestIssuer({ issuer: 'https://two.test', clock: one.clock })
  return { one, two, guard: guardForAll([one, two], one.clock) }
}

describe('several issuers', () => {
  test('[R53] each verifies its own tokens, and only its own keys are fetched', async () => {
    const { one, two, guard } = await twoIssuers()
    expect(await present(guard, await one.token())).toBe('granted')
    expect([one.requests.jwks, two.requests.jwks]).toEqual([1, 0])
    expect(await present(guard, await two.token())).toBe('granted')
    expect([one.requests.total, two.requests.total]).toEqual([2, 2])
  })

  test('[R53, R66, A28] none verifies for another, with its own kid', async () => {
    const { one, two, guard } = await twoIssuers()
    const crossed = await one.token({ claims: { iss: two.issuer } })
    expect(await present(guard, crossed)).toBe('signing_key_unknown')
    await guard.warmUp()
    expect(await present(guard, crossed)).toBe('signing_key_unknown')
  })

  test('[R53, A28] none verifies for another, with a kid that both use', async () => {
    const { one, two, guard } = await twoIssuers()
    const keyOfOne = generateSigningKey('ES256', { kid: 'shared' })
    const keyOfTwo = generateSigningKey('ES256', { kid: 'shared' })
    one.keys.replaceAll([keyOfOne.publicJwk])
    two.keys.replaceAll([keyOfTwo.publicJwk])
    const claims = { iss: two.issuer }
    expect(await present(guard, await one.token({ key: keyOfOne }))).toBe('granted')
    expect(await present(guard, await two.token({ key: keyOfTwo }))).toBe('granted')
    const code = await present(guard, await one.token({ key: keyOfOne, claims }))
    expect(code).toBe('signature_invalid')
  })

  test('[R53, A28] none verifies for another, without a kid', async () => {
    const { one, two, guard } = await twoIssuers()
    await guard.warmUp()
    const crossed = await one.token({ claims: { iss: two.issuer }, removeHeader: ['kid'] })
    expect(await present(guard, crossed)).toBe('signature_invalid')
  })

  test('[R36, R53, A28] tenants of one host are different issuers, also when one name begins the other', async () => {
    const a = await createTestIssuer({ issuer: 'https://issuer.test/tenant' })
    const b = await createTestIssuer({ issuer: 'https://issuer.test/tenant/b', clock: a.clock })
    const guard = createResourceServer({
      issuers: [a.issuer, b.issuer],
      audience: 'api1',
      clock: a.clock,
      fetch: (url, init) => (url.startsWith(b.issuer) ? b.fetch(url, init) : a.fetch(url, init)),
    })
    expect(await present(guard, await a.token())).toBe('granted')
    expect(await present(guard, await b.token())).toBe('granted')
    const crossed = await b.token({ claims: { iss: a.issuer } })
    expect(await present(guard, crossed)).toBe('signing_key_unknown')
    for (const iss of [`${a.issuer}/`, `${a.issuer}/B`, 'https://issuer.test']) {
      expect(await present(guard, await a.token({ claims: { iss } }))).toBe('issuer_not_trusted')
    }
  })

  test('[R53, A23, A24] one that is down or flooded leaves the others alone', async () => {
    const { one, two, guard } = await twoIssuers()
    two.fault('discovery', { kind: 'network' })
    expect(await present(guard, await two.token())).toBe('issuer_unreachable')
    expect(await present(guard, await one.token())).toBe('granted')
    await guard.warmUp()
    two.fault('discovery', undefined)
    one.clock.advance(1)
    await present(guard, await one.token({ header: { kid: 'unknown' } }))
    one.keys.rotate()
    two.keys.rotate()
    expect(await present(guard, await one.token())).toBe('signing_key_unknown')
    expect(await present(guard, await two.token())).toBe('granted')
  })
})
