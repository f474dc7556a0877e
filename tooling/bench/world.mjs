/** The world that everything is measured in: one issuer, its tokens, one client with a key, its proofs. */
import { createHash, randomUUID, sign } from 'node:crypto'
import { generateSigningKey } from '@portcullis/testing'
import { calculateJwkThumbprint } from 'jose'

/** @import { TestKey } from '@portcullis/testing' */

export const issuer = 'https://issuer.example.com'
export const audience = 'https://api.example.com'
export const host = 'api.example.com'
export const target = '/items'
export const url = `https://${host}${target}`
export const jwksUri = `${issuer}/jwks`

export const issuerKey = generateSigningKey('ES256', { kid: 'issuer-1' })
const strangerKey = generateSigningKey('ES256', { kid: 'issuer-1' })
export const clientKey = generateSigningKey('ES256')
const { kty, crv, x, y } = clientKey.publicJwk
export const clientJwk = { kty, crv, x, y }
export const clientThumbprint = await calculateJwkThumbprint(
  /** @type {import('jose').JWK} */ (clientJwk),
)
export const jwks = { keys: [issuerKey.publicJwk] }

/** @param {object} value */
function encode(value) {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

/**
 * @param {object} header
 * @param {object} claims
 * @param {TestKey} key
 */
export function signJwt(header, claims, key) {
  const text = flat(`${encode(header)}.${encode(claims)}`)
  const options = { key: key.privateKey, dsaEncoding: /** @type {const} */ ('ieee-p1363') }
  return flat(`${text}.${sign('sha256', Buffer.from(text), options).toString('base64url')}`)
}

/**
 * A text of its own in one piece, as it comes off the wire; joined with `+` it would be a rope that whoever
 * looks first has to knot.
 * @param {string} text
 */
export function flat(text) {
  return Buffer.from(text, 'latin1').toString('latin1')
}

/** @param {string} token */
export function digestOf(token) {
  return createHash('sha256').update(token).digest('base64url')
}

/** The claims of a token as they come from an authorization server of our days. */
export function claimsNow() {
  const now = Math.floor(Date.now() / 1000)
  return {
    iss: issuer,
    aud: audience,
    sub: 'user-4711',
    client_id: 'client-1',
    scope: 'api1.read api1.write profile',
    jti: randomUUID(),
    iat: now,
    nbf: now,
    exp: now + 3600,
  }
}

/**
 * @typedef {object} TokenParts
 * @property {object} [claims] More of them, or others.
 * @property {TestKey} [key]
 */

/** @param {TokenParts} [parts] */
export function token({ claims = {}, key = issuerKey } = {}) {
  const header = { typ: 'at+jwt', alg: 'ES256', kid: 'issuer-1' }
  return signJwt(header, { ...claimsNow(), ...claims }, key)
}

/** A token like the others, signed by nobody that is trusted. */
export function forgedToken(claims = {}) {
  return token({ claims, key: strangerKey })
}

export function boundToken() {
  return token({ claims: { cnf: { jkt: clientThumbprint } } })
}

const proofHeader = { typ: 'dpop+jwt', alg: 'ES256', jwk: clientJwk }

/**
 * A fresh proof of the client for `GET url`.
 * @param {string} tokenDigest
 * @param {object} [claims] More of them, or others.
 */
export function proof(tokenDigest, claims = {}) {
  const iat = Math.floor(Date.now() / 1000)
  const good = { jti: randomUUID(), htm: 'GET', htu: url, iat, ath: tokenDigest }
  return signJwt(proofHeader, { ...good, ...claims }, clientKey)
}

/**
 * @template T
 * @param {number} count
 * @param {(index: number) => T} make
 * @returns {T[]}
 */
export function times(count, make) {
  return Array.from({ length: count }, (_, index) => make(index))
}

/** The client's key, for a process that signs in its place. It was made for this run and goes with it. */
export function clientKeyParts() {
  return { publicJwk: clientJwk, privateJwk: clientKey.privateKey.export({ format: 'jwk' }) }
}
