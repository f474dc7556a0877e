/** What a team writes that takes jose and the RFCs. */
import { createHash } from 'node:crypto'
import {
  calculateJwkThumbprint,
  createRemoteJWKSet,
  customFetch,
  EmbeddedJWK,
  jwtVerify,
} from 'jose'
import { audience, flat, issuer, jwks, jwksUri, url } from '../world.mjs'

/** @import { JWTVerifyGetKey, JWTPayload } from 'jose' */
/** @import { Subject } from './subject.mjs' */

/** @type {JWTVerifyGetKey} */
const keys = createRemoteJWKSet(new URL(jwksUri), {
  [customFetch]: async () => Response.json(jwks),
})
const rules = { issuer, audience, typ: 'at+jwt', algorithms: ['ES256'] }

/** @param {string} authorization */
async function verifyToken(authorization) {
  const { payload } = await jwtVerify(
    authorization.slice(authorization.indexOf(' ') + 1),
    keys,
    rules,
  )
  return payload
}

const usedFor = 120_000
/** @type {Map<string, number>} */
const used = new Map()

/** @param {string} jti */
function isUsed(jti) {
  const now = Date.now()
  for (const [old, at] of used) {
    if (now - at < usedFor) break
    used.delete(old)
  }
  if (used.has(jti)) return true
  used.set(jti, now)
  return false
}

/** @param {{ authorization: string, dpop: string }} headers */
async function verifyBound({ authorization, dpop }) {
  const claims = await verifyToken(authorization)
  const { payload, protectedHeader } = await jwtVerify(dpop, EmbeddedJWK, {
    typ: 'dpop+jwt',
    algorithms: ['ES256'],
    maxTokenAge: 60,
    clockTolerance: 10,
  })
  const token = authorization.slice(5)
  const ath = createHash('sha256').update(token).digest('base64url')
  if (payload.htm !== 'GET' || payload.htu !== url || payload.ath !== ath) throw new Error('proof')
  const { jkt } = /** @type {{ jkt?: string }} */ (claims.cnf ?? {})
  const { jwk } = protectedHeader
  if (jwk === undefined || (await calculateJwkThumbprint(jwk)) !== jkt) throw new Error('key')
  if (payload.jti === undefined || isUsed(payload.jti)) throw new Error('replay')
  return claims
}

/** @param {JWTPayload} claims */
function isOpen(claims) {
  return claims.sub !== undefined
}

/**
 * @param {Uint8Array} certificate DER
 * @returns {Subject}
 */
export function jose(certificate) {
  return {
    name: 'jose',
    bearer: { request: (token) => flat(`Bearer ${token}`), enter: verifyToken, isOpen },
    dpop: {
      request: (token, dpop) => ({ authorization: flat(`DPoP ${token}`), dpop }),
      enter: verifyBound,
      isOpen,
    },
    certificate: {
      request: (token) => flat(`Bearer ${token}`),
      enter: async (/** @type {string} */ authorization) => {
        const claims = await verifyToken(authorization)
        const thumbprint = createHash('sha256').update(certificate).digest('base64url')
        const bound = /** @type {Record<string, unknown>} */ (claims.cnf ?? {})
        if (bound['x5t#S256'] !== thumbprint) throw new Error('certificate')
        return claims
      },
      isOpen,
    },
  }
}
