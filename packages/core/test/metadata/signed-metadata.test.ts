import { generateKeyPairSync } from 'node:crypto'
import { createTestIssuer } from '@portcullis/testing'
import { decodeProtectedHeader, generateKeyPair, jwtVerify } from 'jose'
import { describe, expect, test, vi } from 'vitest'
import {
  ConfigurationError,
  createResourceServer,
  type MetadataSigner,
  type RefusalEvent,
  scopes,
  signedMetadata,
} from '../../src/index.js'
import { guardFor, present } from '../support/guard.js'
import { requestOf } from '../support/request.js'

const issuer = 'https://trust.example.com'
const path = '/.well-known/oauth-protected-resource'
const { privateKey, publicKey } = await generateKeyPair('ES256')

function guardWith(
  signer: MetadataSigner,
  onBreakdown: (event: RefusalEvent<Error>) => void = () => {},
) {
  return createResourceServer({
    issuer: 'https://identity.example.com',
    audience: 'api1',
    publicUrl: 'https://api.example.com',
    metadata: { signer, resourceName: 'Photos', scopesSupported: ['api1.read'] },
    onBreakdown,
  })
}

async function answerOf(guard: ReturnType<typeof guardWith>) {
  const answer = await guard.metadata?.respond(requestOf({ target: path }))
  if (answer === undefined) throw new Error('No answer')
  const document = answer.body === '' ? {} : JSON.parse(answer.body)
  return { ...answer, document, jwt: document.signed_metadata as string }
}

/** A clock that is set by hand, in milliseconds. */
function clockAt(seconds: number) {
  const clock = Object.assign(() => clock.seconds * 1000, { seconds })
  return clock
}

describe('[R163] signed metadata', () => {
  test('holds every member, who vouches for it, and until when', async () => {
    const clock = clockAt(1_800_000_000)
    const signer = signedMetadata({
      issuer,
      key: privateKey,
      algorithm: 'ES256',
      keyId: 'one',
      clock,
    })
    const { document, jwt } = await answerOf(guardWith(signer))
    const { signed_metadata, ...plain } = document
    expect(signed_metadata).toBe(jwt)
    const currentDate = new Date(clock())
    const { payload } = await jwtVerify(jwt, publicKey, { currentDate })
    expect(payload).toEqual({ ...plain, iss: issuer, iat: 1_800_000_000, exp: 1_800_086_400 })
    expect(payload).not.toHaveProperty('signed_metadata')
    expect(decodeProtectedHeader(jwt)).toEqual({
      alg: 'ES256',
      kid: 'one',
      typ: 'oauth-protected-resource+jwt',
    })
  })

  test('is not signed anew for a policy that lists nothing new, as one that is made by the request', async () => {
    const sign = vi.fn(async (claims: object) => fakeSign(claims))
    const guard = createResourceServer({
      issuer: 'https://identity.example.com',
      audience: 'api1',
      publicUrl: 'https://api.example.com',
      metadata: { signer: signedMetadata({ issuer, sign }) },
    })
    for (const _ of [1, 2, 3]) {
      guard.metadata?.announce(scopes('api1.read'))
      expect((await answerOf(guard)).document.scopes_supported).toEqual(['api1.read'])
    }
    expect(sign).toHaveBeenCalledTimes(1)
    guard.metadata?.announce(scopes('api1.write'))
    expect((await answerOf(guard)).document.scopes_supported).toContain('api1.write')
    expect(sign).toHaveBeenCalledTimes(2)
  })

  test('is signed once, again before it ages, and never served past its end', async () => {
    const clock = clockAt(1_800_000_000)
    const sign = vi.fn(async (claims: object) => fakeSign(claims))
    const guard = guardWith(signedMetadata({ issuer, sign, clock, lifetimeSeconds: 1000 }))
    const first = (await answerOf(guard)).jwt
    expect(await Promise.all([answerOf(guard), answerOf(guard)])).toMatchObject([
      { jwt: first },
      { jwt: first },
    ])
    expect(sign).toHaveBeenCalledTimes(1)
    clock.seconds += 499
    expect((await answerOf(guard)).jwt).toBe(first)
    expect(sign).toHaveBeenCalledTimes(1)
    clock.seconds += 1
    expect((await answerOf(guard)).jwt).toBe(first)
    expect((await answerOf(guard)).jwt).not.toBe(first)
    expect(sign).toHaveBeenCalledTimes(2)
    clock.seconds += 751
    await answerOf(guard)
    expect(sign).toHaveBeenCalledTimes(3)
  })

  test('is cached by nobody past its end', async () => {
    const sign = async (claims: object) => fakeSign(claims)
    const { headers } = await answerOf(
      guardWith(signedMetadata({ issuer, sign, lifetimeSeconds: 1000 })),
    )
    expect(headers).toContainEqual(['Cache-Control', 'max-age=250'])
  })

  test('that cannot be made is 503, told, and nothing is served in its place', async () => {
    const clock = clockAt(1_800_000_000)
    const sign = vi.fn(async (claims: object) => fakeSign(claims))
    sign.mockRejectedValueOnce(new Error('key store is away'))
    const told: RefusalEvent<Error>[] = []
    const guard = guardWith(signedMetadata({ issuer, sign, clock }), (event) => told.push(event))
    const answer = await answerOf(guard)
    expect(answer.status).toBe(503)
    expect(answer.headers.map(([name]) => name)).toContain('Retry-After')
    expect(answer.body).not.toContain('resource')
    expect(told).toMatchObject([{ reason: { code: 'metadata_signing_failed' }, path }])
    expect(told[0]?.reason.cause).toEqual(new Error('key store is away'))
    clock.seconds += 1
    expect((await answerOf(guard)).status).toBe(200)
  })

  test('serves on while it is good, where a new one cannot be made', async () => {
    const clock = clockAt(1_800_000_000)
    const sign = vi.fn(async (claims: object) => fakeSign(claims))
    const guard = guardWith(signedMetadata({ issuer, sign, clock, lifetimeSeconds: 1000 }))
    const { jwt } = await answerOf(guard)
    sign.mockRejectedValue(new Error('key store is away'))
    clock.seconds += 750
    expect((await answerOf(guard)).jwt).toBe(jwt)
    clock.seconds += 1
    expect((await answerOf(guard)).status).toBe(503)
  })

  test.each<[string, (claims: object) => unknown]>([
    ['nothing', () => undefined],
    ['no JWT', () => 'signed'],
    ['no signature', (claims) => fakeSign(claims).replace(/[^.]+$/, '')],
    ['none as its algorithm', (claims) => fakeSign(claims, 'none')],
    ['a secret of both sides', (claims) => fakeSign(claims, 'HS256')],
    ['less than all', (claims) => fakeSign({ ...claims, resource_name: undefined })],
    ['another issuer', (claims) => fakeSign({ ...claims, iss: 'https://evil.test' })],
    ['itself within', (claims) => fakeSign({ ...claims, signed_metadata: 'x' })],
  ])('is refused where the signer gives %s', async (_, sign) => {
    const signer = signedMetadata({ issuer, sign: sign as (claims: object) => string })
    expect((await answerOf(guardWith(signer))).status).toBe(503)
  })

  test('[A6] opens nothing where it is shown as an access token of whoever vouches for it', async () => {
    const trusted = await createTestIssuer()
    const signer = signedMetadata({ issuer: trusted.issuer, key: privateKey, algorithm: 'ES256' })
    const { jwt } = await answerOf(guardWith(signer))
    expect(await present(guardFor(trusted, { audience: null }), jwt)).toBe(
      'token_type_not_access_token',
    )
  })
})

describe('a signer that cannot sign is found out at once', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const good = { issuer, key: privateKey, algorithm: 'ES256' } as const
  test.each<[string, object]>([
    ['a public key', { ...good, key: publicKey }],
    ['a key of another curve', { ...good, algorithm: 'ES384' }],
    ['a key of another kind', { ...good, algorithm: 'RS256' }],
    ['a key of another library', { ...good, key: rsa.privateKey }],
    ['a MAC', { ...good, algorithm: 'HS256' }],
    ['none', { ...good, algorithm: 'none' }],
    ['no key', { issuer }],
    ['no issuer', { ...good, issuer: '' }],
    ['no time', { ...good, lifetimeSeconds: 59 }],
    ['no number', { ...good, lifetimeSeconds: Number.NaN }],
  ])('%s', (_, options) => {
    const create = () => signedMetadata(options as Parameters<typeof signedMetadata>[0])
    expect(create).toThrow(ConfigurationError)
    expect(create).toThrow(/^signedMetadata\(\) cannot sign: write /)
  })

  test.each(['RS256', 'PS384', 'ES512', 'Ed25519'] as const)(
    'and one for %s is none',
    async (algorithm) => {
      const pair = await generateKeyPair(algorithm)
      const signer = signedMetadata({ issuer, key: pair.privateKey, algorithm })
      const { jwt } = await answerOf(guardWith(signer))
      expect((await jwtVerify(jwt, pair.publicKey)).protectedHeader.alg).toBe(algorithm)
    },
  )
})

let signatures = 0

/** Three parts, as from a key store that is not here. */
function fakeSign(claims: object, alg = 'ES256'): string {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  signatures += 1
  return `${encode({ alg })}.${encode(claims)}.${Buffer.from(`signature ${signatures}`).toString('base64url')}`
}
