import { createTestIssuer } from '@portcullis/testing'
import { describe, expect, test } from 'vitest'
import { isDenial } from '../../src/errors/index.js'
import { localJwtValidator, type ResourceServerOptions, scopes } from '../../src/index.js'
import { BoundedCache } from '../../src/lib/bounded-cache.js'
import {
  TokenDigest,
  tokenFacts,
  type ValidatedToken,
  validateToken,
} from '../../src/token/index.js'
import { certificate, otherCertificate } from '../support/certificates.js'
import { codeOf, granted, guardFor, present } from '../support/guard.js'
import { createHolder, presentation } from '../support/holder.js'

const issuer = await createTestIssuer()
const holder = createHolder(issuer)
const bound = await holder.token()
const plain = await issuer.token()

/** What came of requests that one guard saw one after the other, in a word each. */
async function inTurn(
  options: Partial<Omit<ResourceServerOptions, 'issuer' | 'issuers'>>,
  ...requests: readonly (() => Parameters<ReturnType<typeof guardFor>['protect']>[0])[]
): Promise<readonly string[]> {
  const guard = guardFor(issuer, options)
  const codes: string[] = []
  for (const request of requests) codes.push(codeOf(await guard.protect(request())))
  return codes
}

describe('a token that is kept is judged anew by what comes with it', () => {
  const proven = () => holder.presenting(bound)

  test('[R109] it is no bearer token because it was proven before', async () => {
    const asBearer = () => presentation({ token: bound })
    expect(await inTurn({}, proven, asBearer, proven)).toEqual([
      'granted',
      'binding_required',
      'granted',
    ])
  })

  test('[R108] another key does not prove it', async () => {
    const thief = createHolder(issuer)
    const stolen = () => presentation({ token: bound, proof: thief.proof(bound) })
    expect(await inTurn({}, proven, stolen)).toEqual(['granted', 'dpop_key_mismatch'])
  })

  test('[R120, A13] a proof is used once, whatever is kept', async () => {
    const request = holder.presenting(bound)
    const same = () => request
    expect(await inTurn({}, same, same)).toEqual(['granted', 'dpop_proof_replayed'])
  })

  test('[R107, A17] a proof for another token does not do', async () => {
    const other = () => presentation({ token: bound, proof: holder.proof(plain) })
    expect(await inTurn({}, proven, other)).toEqual(['granted', 'dpop_token_mismatch'])
  })

  test('[R127] another certificate, or none, does not do', async () => {
    const token = await issuer.token({ claims: { cnf: { 'x5t#S256': certificate.thumbprint } } })
    const over = (der?: Uint8Array) => () =>
      presentation({ token, peer: { address: '192.0.2.1', certificate: () => der } })
    const { der } = certificate
    expect(
      await inTurn({ mtls: 'allowed' }, over(der), over(otherCertificate.der), over(), over(der)),
    ).toEqual(['granted', 'certificate_mismatch', 'certificate_missing', 'granted'])
  })

  test('it is handed out as what it was proven to be', async () => {
    const guard = guardFor(issuer, {})
    const first = granted(await guard.protect(proven()))
    expect(first.binding).toBe('dpop')
    expect(granted(await guard.protect(proven()))).toBe(first)
    expect(granted(await guard.protect(presentation({ token: plain }))).binding).toBe('none')
  })
})

describe('a token that is kept is judged anew by every policy', () => {
  test('of the guard, which may change its mind', async () => {
    let open = true
    const guard = guardFor(issuer, { policy: () => open })
    expect(await present(guard, plain)).toBe('granted')
    open = false
    expect(await present(guard, plain)).toBe('policy_refused')
    open = true
    expect(await present(guard, plain)).toBe('granted')
  })

  test('of the place, which is another one each time', async () => {
    const guard = guardFor(issuer)
    const at = async (scope: string) =>
      codeOf(await guard.protect(presentation({ token: plain }), { policy: scopes(scope) }))
    expect(await at('api1.read')).toBe('granted')
    expect(await at('api1.write')).toBe('scope_insufficient')
    expect(await at('api1.read')).toBe('granted')
  })
})

describe('nothing else is kept', () => {
  test('[R39] no refusal: what was too early is taken in its time', async () => {
    const early = await createTestIssuer()
    const now = Math.floor(early.clock.seconds())
    const token = await early.token({ claims: { nbf: now + 100 } })
    const guard = guardFor(early, { clockToleranceSeconds: 0 })
    expect(await present(guard, token)).toBe('token_not_yet_valid')
    early.clock.advance(100)
    expect(await present(guard, token)).toBe('granted')
  })

  test('neither the text of the token nor its signature', async () => {
    const keys = { keys: issuer.keys.published() }
    const kept: [string, ValidatedToken][] = []
    const cache = new BoundedCache<ValidatedToken>(10)
    const set = cache.set.bind(cache)
    cache.set = (key, value) => {
      kept.push([key, value])
      set(key, value)
    }
    const validator = localJwtValidator({
      issuer: issuer.issuer,
      audience: ['api1'],
      keys: () => keys,
      clock: issuer.clock,
    })
    const digest = new TokenDigest(plain)
    expect(isDenial(await validateToken(plain, digest, [validator], cache))).toBe(false)
    expect(kept.map(([key]) => key)).toEqual([await digest.value()])
    const [, , signature = plain] = plain.split('.')
    expect(JSON.stringify(kept)).not.toContain(signature)
  })

  test('no token of a validator that does not say how long it holds', async () => {
    const cache = new BoundedCache<ValidatedToken>(10)
    const facts = tokenFacts('jwt', issuer.issuer, { sub: 'user-1' })
    const validator = { accepts: () => true, validate: () => facts }
    await validateToken(plain, new TokenDigest(plain), [validator], cache)
    expect(cache.size).toBe(0)
  })

  test('and nothing at all where the cache is switched off', async () => {
    const elsewhere = await createTestIssuer()
    const token = await elsewhere.token()
    const guard = guardFor(elsewhere, { tokenCacheEntries: 0 })
    expect(await present(guard, token)).toBe('granted')
    elsewhere.keys.replaceAll([])
    elsewhere.clock.advance(299)
    expect(await present(guard, token)).toBe('granted')
    const first = granted(await guard.protect(presentation({ token })))
    expect(granted(await guard.protect(presentation({ token })))).not.toBe(first)
  })
})
