import { createTestIssuer, type ProofDefect, proofDefects } from '@portcullis/testing'
import fc from 'fast-check'
import { customFetch, jwksCache, validateJwtAccessToken } from 'oauth4webapi'
import { describe, expect, test } from 'vitest'
import { algorithmNames, type ResourceRequest } from '../../src/index.js'
import { guardFor } from '../support/guard.js'
import { createHolder, type Holder, itemsUrl } from '../support/holder.js'

const issuer = await createTestIssuer()
const guard = guardFor(issuer)
const server = { issuer: issuer.issuer, jwks_uri: `${issuer.issuer}/jwks` }
const keys = {}

/** Whether oauth4webapi lets the request pass; it remembers no proofs and knows no nonces. */
async function acceptedByThem(request: ResourceRequest): Promise<boolean> {
  const headers = new Headers()
  for (const name of ['authorization', 'dpop']) headers.set(name, request.header(name).join(', '))
  const url = `https://api.example.com${request.target}`
  const theirs = new Request(url, { method: request.method, headers })
  return validateJwtAccessToken(server, theirs, 'api1', {
    requireDPoP: true,
    [customFetch]: (url) => issuer.fetch(url),
    [jwksCache]: keys,
  }).then(
    () => true,
    () => false,
  )
}

async function acceptedByUs(request: ResourceRequest): Promise<boolean> {
  return (await guard.protect(request)).ok
}

type Parts = Parameters<Holder['proof']>[1]

const holders = new Map(algorithmNames.map((name) => [name, createHolder(issuer, name)]))
const holder = createHolder(issuer)
const token = await holder.token()
const now = Math.floor(issuer.clock.seconds())
const jwk = holder.key.publicJwk

/** Proofs beside those with one defect: most of them good in one way or the other. */
const variants: Readonly<Record<string, Parts>> = {
  good: {},
  'more claims and header members': { claims: { a: 1, exp: now + 60 }, header: { kid: 'a', b: 2 } },
  'an exp that is over': { claims: { exp: now - 100 } },
  'an nbf ahead': { claims: { nbf: now + 1000 } },
  'an aud': { claims: { aud: 'somebody' } },
  'a nonce that nobody asked for': { nonce: 'n' },
  'iat 59 s ago': { claims: { iat: now - 59 } },
  'iat 61 s ago': { claims: { iat: now - 61 } },
  'iat 295 s ago': { claims: { iat: now - 295 } },
  'iat 9 s ahead': { claims: { iat: now + 9 } },
  'iat 11 s ahead': { claims: { iat: now + 11 } },
  'iat 60 s ahead': { claims: { iat: now + 60 } },
  'iat with a fraction': { claims: { iat: now - 0.5 } },
  'the full media type': { header: { typ: 'application/dpop+jwt' } },
  'the media type in capitals': { header: { typ: 'DPOP+JWT' } },
  'a jti of one character': { claims: { jti: 'x' } },
  'a jti of 256 characters': { claims: { jti: 'y'.repeat(256) } },
  'a jwk that says more': { header: { jwk: { ...jwk, use: 'sig', alg: 'ES256', kid: 'k' } } },
  'a jwk for encryption': { header: { jwk: { ...jwk, use: 'enc' } } },
  'a jwk for another algorithm': { header: { jwk: { ...jwk, alg: 'ES384' } } },
  'a jwk that may not verify': { header: { jwk: { ...jwk, key_ops: ['sign'] } } },
  'htu with query and fragment': { url: `${itemsUrl}?a=1#b` },
  'htu in capitals': { url: 'HTTPS://API.EXAMPLE.COM/items' },
  'htu with the default port': { url: 'https://api.example.com:443/items' },
  'htu with a dot segment': { url: 'https://api.example.com/a/../items' },
  'htu with an encoded letter': { url: 'https://api.example.com/%69tems' },
  'htu with a tab': { url: 'https://api.example.com/ite\tms' },
  'htu with spaces around': { url: ` ${itemsUrl} ` },
  'htu with one slash': { url: 'https:/api.example.com/items' },
  'htu with a password': { url: 'https://a:b@api.example.com/items' },
  'htu with an encoded host': { url: 'https://api%2Eexample.com/items' },
  'htu with wide letters': { url: 'https://ａpi.example.com/items' },
}

const everyCase: Readonly<Record<string, Parts>> = {
  ...variants,
  ...Object.fromEntries(proofDefects.map((defect: ProofDefect) => [defect, { defect }])),
}

const newer = 'our window is 60 s back and 10 s ahead (C6), theirs 300 s both ways'
const rewritten = 'no rewriting of what a server would not rewrite (R104); they ask the URL parser'
const secret =
  'any private member is refused (R100); they only see whether a private key was imported'

/** Where the two do not agree: who accepts, and why we are content with that. */
const differences: Readonly<Record<string, readonly [accepts: 'we' | 'they', why: string]>> = {
  'an exp that is over': ['we', 'RFC 9449 gives exp no meaning in a proof: iat decides (R96)'],
  'an nbf ahead': ['we', 'RFC 9449 gives nbf no meaning in a proof: iat decides (R96)'],
  'iat 61 s ago': ['they', newer],
  'iat 295 s ago': ['they', newer],
  'iat 11 s ahead': ['they', newer],
  'iat 60 s ahead': ['they', newer],
  'a jwk for another algorithm': ['we', 'what a jwk says about itself is not part of the key'],
  'htu with an encoded letter': ['we', 'RFC 3986 §6.2.2.2, which RFC 9449 §4.3 refers to (R103)'],
  'htu with a tab': ['they', rewritten],
  'htu with spaces around': ['they', rewritten],
  'htu with one slash': ['they', rewritten],
  'htu with an encoded host': ['they', rewritten],
  'htu-backslash': ['they', rewritten],
  'duplicate-claim': ['they', 'a name that occurs twice has two readings (RFC 7519 §4)'],
  'duplicate-header-member': ['they', 'a name that occurs twice has two readings (RFC 7515 §4)'],
  oversize: ['they', 'a proof has a size limit (R95)'],
  'jwk-with-p': ['they', secret],
  'jwk-with-q': ['they', secret],
  'jwk-with-dp': ['they', secret],
  'jwk-with-dq': ['they', secret],
  'jwk-with-qi': ['they', secret],
  'jwk-with-oth': ['they', secret],
  'jwk-with-k': ['they', secret],
  'jti-empty': ['they', 'an empty jti identifies nothing (R96)'],
  'jti-huge': ['they', 'a jti has a length limit (R122)'],
  'nonce-number': ['they', 'a nonce is a string (RFC 9449 §4.2), also where none is asked for'],
}

describe('we and oauth4webapi', () => {
  test.each(Object.keys(everyCase))(
    '[R95, R96, R97, R98, R99, R100, R101, R102, R103, R107, R108] %s',
    async (name) => {
      const difference = differences[name]?.[0]
      const ours = await acceptedByUs(holder.presenting(token, everyCase[name]))
      const theirs = await acceptedByThem(holder.presenting(token, everyCase[name]))
      expect({ ours, theirs }).toEqual(
        difference === undefined
          ? { ours: theirs, theirs }
          : { ours: difference === 'we', theirs: difference === 'they' },
      )
    },
  )

  test('every difference that is listed is one of the cases', () => {
    expect(Object.keys(differences).filter((name) => !(name in everyCase))).toEqual([])
  })

  test.each(algorithmNames)('[R98, R99] agree on %s, good and tampered', async (algorithm) => {
    const client = holders.get(algorithm) ?? holder
    const bound = await client.token()
    const foreign = holder.key
    const cases: readonly [Parts, boolean][] = [
      [{}, true],
      [{ defect: 'tampered-signature' }, false],
      [{ defect: 'tampered-payload' }, false],
      [{ key: foreign }, false],
    ]
    for (const [parts, good] of cases) {
      expect(await acceptedByUs(client.presenting(bound, parts))).toBe(good)
      expect(await acceptedByThem(client.presenting(bound, parts))).toBe(good)
    }
  })
})

/** One thing of each kind, good ones more often. */
const anyProof = fc.record({
  iat: fc.oneof(
    { weight: 5, arbitrary: fc.integer({ min: now - 59, max: now + 9 }) },
    fc.constantFrom(now - 400, now + 400, 0, String(now), null, undefined),
  ),
  htm: fc.oneof(
    { weight: 5, arbitrary: fc.constant('GET') },
    fc.constantFrom('POST', 'get', '', 1, undefined),
  ),
  htu: fc.oneof(
    {
      weight: 5,
      arbitrary: fc.constantFrom(
        itemsUrl,
        `${itemsUrl}?x=1`,
        'HTTPS://API.example.COM:443/a/../items#f',
      ),
    },
    fc.constantFrom(
      'https://api.example.com/Items',
      'https://api.example.com/',
      'http://api.example.com/items',
      '',
      'x',
      undefined,
    ),
  ),
  jti: fc.oneof({ weight: 5, arbitrary: fc.uuid() }, fc.constantFrom(7, null, undefined)),
  typ: fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom('dpop+jwt', 'application/dpop+jwt') },
    fc.constantFrom('JWT', 'dpop', undefined),
  ),
  alg: fc.oneof(
    { weight: 9, arbitrary: fc.constant('ES256') },
    fc.constantFrom('ES384', 'none', 'HS256', undefined),
  ),
  of: fc.oneof({ weight: 9, arbitrary: fc.constant(holder) }, fc.constantFrom(...holders.values())),
  token: fc.oneof(
    { weight: 9, arbitrary: fc.constant(token) },
    fc.constantFrom('another', undefined),
  ),
  crit: fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, fc.constantFrom([], ['x'], 'x')),
})

test('[R95, R96, R97, R98, R99, R101, R102, R103, R106, R107, R108] they agree on proofs of any mixture', async () => {
  let accepted = 0
  await fc.assert(
    fc.asyncProperty(anyProof, async ({ of, typ, alg, crit, token: forToken, ...claims }) => {
      const parts = {
        claims: forToken === undefined ? { ...claims, ath: undefined } : claims,
        header: { typ, alg, jwk: of.key.publicJwk, ...(crit && { crit }) },
        key: of.key,
        ...(forToken && { token: forToken }),
      }
      const request = holder.presenting(token, parts)
      const ours = await acceptedByUs(request)
      if (ours) accepted += 1
      expect(await acceptedByThem(request)).toBe(ours)
    }),
    { numRuns: 300 },
  )
  expect(accepted).toBeGreaterThan(40)
})
