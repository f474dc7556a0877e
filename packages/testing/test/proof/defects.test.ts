import { createHmac, createPublicKey, type JsonWebKey, type KeyObject, verify } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { createProofKey, type ProofDefect, proofDefects, proofs } from '../../src/index.js'
import { decode, texts } from '../parts.js'

const key = createProofKey()
const url = 'https://api.example.com/v1/Items'
const token = 'access.token'
const clock = () => 1_700_000_000_000
const claims = { jti: 'jti-1' }
const good = proofs.forge({ key, url, token, clock, claims })

function forge(defect: ProofDefect): string {
  return proofs.forge({ key, url, token, clock, claims, defect })
}

function isSignedBy(publicKey: KeyObject, proof: string, digest: string | null = 'sha256') {
  const end = proof.lastIndexOf('.')
  const signature = Buffer.from(proof.slice(end + 1), 'base64url')
  const input = { key: publicKey, dsaEncoding: 'ieee-p1363' } as const
  return verify(digest, Buffer.from(proof.slice(0, end)), input, signature)
}

/** Members of one that the other has not, or has differently. */
function difference(of: Record<string, unknown>, from: Record<string, unknown>): string[] {
  const names = new Set([...Object.keys(of), ...Object.keys(from)])
  return [...names].filter((name) => JSON.stringify(of[name]) !== JSON.stringify(from[name])).sort()
}

describe('a claim is wrong, and nothing else', () => {
  const rows: readonly (readonly [string, readonly ProofDefect[]])[] = [
    ['jti', ['no-jti', 'jti-number', 'jti-null', 'jti-array', 'jti-empty', 'jti-huge']],
    ['htm', ['no-htm', 'htm-number', 'htm-array', 'htm-empty', 'htm-other', 'htm-lower-case']],
    ['iat', proofDefects.filter((defect) => /^(?:no-iat|iat-)/.test(defect))],
    ['ath', proofDefects.filter((defect) => /^(?:no-ath|ath-)/.test(defect))],
    ['htu', proofDefects.filter((defect) => /^(?:no-htu|htu-)/.test(defect))],
    ['nonce', ['nonce-number']],
  ]
  const cases = rows.flatMap(([name, defects]) => defects.map((defect) => [defect, name] as const))

  test.each(cases)('%s', (defect, name) => {
    const proof = forge(defect)
    expect(difference(decode(proof).payload, decode(good).payload)).toEqual([name])
    expect(decode(proof).header).toEqual(decode(good).header)
    expect(isSignedBy(key.publicKey, proof)).toBe(true)
  })

  test('no two of them are the same', () => {
    const payloads = cases.map(([defect]) => texts(forge(defect)).payloadText)
    expect(new Set(payloads).size).toBe(payloads.length)
  })

  test('the URLs are what their names say', () => {
    const urls = rows[4]?.[1].map((defect) => [defect, decode(forge(defect)).payload.htu])
    expect(Object.fromEntries(urls ?? [])).toMatchObject({
      'htu-path-only': '/v1/Items',
      'htu-other-scheme': 'http://api.example.com/v1/Items',
      'htu-ftp': 'ftp://api.example.com/v1/Items',
      'htu-other-host': 'https://other.api.example.com/v1/Items',
      'htu-other-port': 'https://api.example.com:1/v1/Items',
      'htu-other-path': 'https://api.example.com/v1/Items/other',
      'htu-path-case': 'https://api.example.com/V1/ITEMS',
      'htu-trailing-slash': 'https://api.example.com/v1/Items/',
      'htu-double-slash': 'https://api.example.com//v1/Items',
      'htu-encoded-slash': 'https://api.example.com/%2Fv1/Items',
      'htu-userinfo': 'https://user@api.example.com/v1/Items',
      'htu-backslash': 'https://api.example.com/v1\\Items',
      'htu-trailing-dot': 'https://api.example.com./v1/Items',
    })
  })
})

describe('a header member is wrong, and nothing else', () => {
  const rows: readonly (readonly [readonly string[], readonly ProofDefect[]])[] = [
    [['typ'], proofDefects.filter((defect) => defect.startsWith('typ-'))],
    [['alg'], ['alg-missing', 'alg-not-string', 'alg-unknown', 'alg-lower-case']],
    [['crit', 'urn:example:unknown'], ['crit-unknown']],
    [['b64', 'crit'], ['b64-false']],
    [['jwk'], proofDefects.filter((defect) => /^(?:jwk-|kty-(?!of))/.test(defect))],
    [['alg'], ['kty-of-another-alg']],
    [
      ['jwk'],
      [
        'crv-missing',
        'crv-unknown',
        'x-missing',
        'y-missing',
        'x-not-string',
        'x-not-base64url',
        'x-too-long',
        'x-not-on-curve',
      ],
    ],
  ]
  const cases = rows.flatMap(([names, defects]) => defects.map((name) => [name, names] as const))

  test.each(cases)('%s', (defect, names) => {
    const proof = forge(defect)
    expect(difference(decode(proof).header, decode(good).header)).toEqual(names)
    expect(decode(proof).payload).toEqual(decode(good).payload)
    expect(isSignedBy(key.publicKey, proof)).toBe(true)
  })

  test('a private jwk is the private key itself', () => {
    expect(decode(forge('jwk-private')).header.jwk).toEqual({
      ...key.publicJwk,
      d: key.privateKey.export({ format: 'jwk' }).d,
    })
  })
})

describe('another key', () => {
  test.each([
    ['other-key', 'ES256', 'sha256'],
    ['crv-of-another-alg', 'ES384', 'sha384'],
    ['rsa-1024', 'RS256', 'sha256'],
  ] as const)('%s signs well with the key that it shows', (defect, alg, digest) => {
    const proof = forge(defect)
    const { jwk, ...header } = decode(proof).header
    expect(header).toEqual({ typ: 'dpop+jwt', alg })
    expect(jwk).not.toEqual(key.publicJwk)
    const shown = createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' })
    expect(isSignedBy(shown, proof, digest)).toBe(true)
    expect(decode(proof).payload).toEqual(decode(good).payload)
  })

  test('rsa-1024 has 1024 bits', () => {
    const { n } = decode(forge('rsa-1024')).header.jwk as { n: string }
    expect(Buffer.from(n, 'base64url')).toHaveLength(128)
  })

  test('rsa-exponent-one is signed by nobody, and verifies', () => {
    const proof = forge('rsa-exponent-one')
    const { n, e } = decode(proof).header.jwk as { n: string; e: string }
    const modulus = BigInt(`0x${Buffer.from(n, 'base64url').toString('hex')}`)
    const [, , signature = ''] = proof.split('.')
    const encoded = Buffer.from(signature, 'base64url')
    expect(e).toBe('AQ')
    expect(BigInt(`0x${encoded.toString('hex')}`) < modulus).toBe(true)
    expect(encoded.subarray(0, 4).toString('hex')).toBe('0001ffff')
  })

  test.each([
    ['rsa-without-n', ['kty', 'e']],
    ['rsa-without-e', ['kty', 'n']],
    ['okp-x-missing', ['crv', 'kty']],
  ] as const)('%s', (defect, members) => {
    const { jwk } = decode(forge(defect)).header as { jwk: object }
    expect(Object.keys(jwk).sort()).toEqual([...members].sort())
  })

  test.each([
    ['rsa-16384', 'n', 2048],
    ['rsa-exponent-huge', 'e', 128],
    ['okp-x-zero', 'x', 32],
  ] as const)('%s', (defect, member, length) => {
    const { jwk } = decode(forge(defect)).header as { jwk: Record<string, string> }
    expect(Buffer.from(jwk[member] ?? '', 'base64url')).toHaveLength(length)
  })

  test('okp-crv-x25519', () => {
    expect(decode(forge('okp-crv-x25519')).header).toMatchObject({
      alg: 'EdDSA',
      jwk: { kty: 'OKP', crv: 'X25519' },
    })
  })
})

describe('a signature', () => {
  test('alg-none has none', () => {
    expect(decode(forge('alg-none')).header.alg).toBe('none')
    expect(forge('alg-none')).toMatch(/\.$/)
  })

  test('alg-hs256-with-oct-key is a MAC that holds', () => {
    const proof = forge('alg-hs256-with-oct-key')
    const { alg, jwk } = decode(proof).header as { alg: string; jwk: { k: string } }
    const end = proof.lastIndexOf('.')
    const mac = createHmac('sha256', Buffer.from(jwk.k, 'base64url')).update(proof.slice(0, end))
    expect(alg).toBe('HS256')
    expect(proof.slice(end + 1)).toBe(mac.digest('base64url'))
  })

  test('alg-hs256-with-public-key is a MAC of what everybody knows', () => {
    const proof = forge('alg-hs256-with-public-key')
    const end = proof.lastIndexOf('.')
    const pem = key.publicKey.export({ format: 'pem', type: 'spki' })
    const mac = createHmac('sha256', pem).update(proof.slice(0, end)).digest('base64url')
    expect(decode(proof).header).toEqual({ ...decode(good).header, alg: 'HS256' })
    expect(proof.slice(end + 1)).toBe(mac)
  })

  test.each([
    'tampered-signature',
    'tampered-payload',
    'other-key-signed',
    'empty-signature',
  ] as const)('%s does not hold', (defect) => {
    expect(decode(forge(defect)).header).toEqual(decode(good).header)
    expect(isSignedBy(key.publicKey, forge(defect))).toBe(false)
  })
})

describe('a shape', () => {
  test.each([
    ['empty', /^$/],
    ['not-a-jwt', /^proof$/],
    ['two-parts', /^[\w-]+\.[\w-]+$/],
    ['four-parts', /^(?:[\w-]+\.){3}[\w-]+$/],
    ['json-serialization', /^\{"payload":".*","protected":".*","signature":".*"\}$/],
    ['padding', /^(?:[\w-]+\.){2}[\w-]+=$/],
    ['white-space', /^[\w-]+ \./],
    ['two-joined', /^(.+), \1$/],
    ['oversize', /^.{8193,}$/],
  ] as const)('%s', (defect, form) => {
    expect(forge(defect)).toMatch(form)
  })

  test.each([
    ['payload-not-json', 'not JSON'],
    ['payload-null', 'null'],
  ] as const)('%s', (defect, text) => {
    expect(texts(forge(defect)).payloadText).toBe(text)
    expect(isSignedBy(key.publicKey, forge(defect))).toBe(true)
  })

  test('payload-array, header-not-json, duplicates', () => {
    expect(decode(forge('payload-array')).payload).toEqual([decode(good).payload])
    expect(texts(forge('header-not-json')).headerText).toBe('not JSON')
    expect(texts(forge('duplicate-claim')).payloadText.match(/"htm":/g)).toHaveLength(2)
    expect(texts(forge('duplicate-header-member')).headerText.match(/"typ":/g)).toHaveLength(2)
    expect(decode(forge('duplicate-claim')).payload).toEqual(decode(good).payload)
    expect(decode(forge('duplicate-header-member')).header).toEqual(decode(good).header)
  })
})

describe('of other algorithms', () => {
  test.each(['RS256', 'EdDSA', 'ES512'] as const)('%s: every defect changes the proof', (name) => {
    const other = createProofKey(name)
    const forgeOther = (defect?: ProofDefect) =>
      proofs.forge({ key: other, url, token, clock, claims, ...(defect && { defect }) })
    const text = forgeOther()
    for (const defect of proofDefects) expect(forgeOther(defect), defect).not.toBe(text)
  })
})
