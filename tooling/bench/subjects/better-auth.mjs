import { verifyAccessTokenRequest } from 'better-auth/oauth2'
import { audience, flat, issuer, jwksUri, url } from '../world.mjs'

/** @import { Door, Subject } from './subject.mjs' */

/** @typedef {Parameters<typeof verifyAccessTokenRequest>[0]} Input */

/**
 * @param {string} jwksUrl
 * @returns {Door}
 */
function door(jwksUrl) {
  const options = { jwksUrl, verifyOptions: { issuer, audience, typ: 'at+jwt' } }
  return {
    request: (token, proof) => ({
      authorizationHeader: flat(`${proof === undefined ? 'Bearer' : 'DPoP'} ${token}`),
      dpopProofJwt: proof,
      method: 'GET',
      url,
    }),
    enter: (/** @type {Input} */ input) => verifyAccessTokenRequest(input, options),
    isOpen: (/** @type {{ sub?: string }} */ claims) => claims.sub !== undefined,
  }
}

/**
 * @param {string} jwksUrl On loopback: it fetches by itself.
 * @returns {Subject}
 */
export function betterAuth(jwksUrl = jwksUri) {
  return { name: 'better-auth', bearer: door(jwksUrl), dpop: door(jwksUrl) }
}
