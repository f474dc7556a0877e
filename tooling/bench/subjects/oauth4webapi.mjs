import { customFetch, jwksCache, validateJwtAccessToken } from 'oauth4webapi'
import { audience, flat, issuer, jwks, jwksUri, url } from '../world.mjs'

/** @import { Door, Subject } from './subject.mjs' */

/**
 * @param {boolean} requireDPoP
 * @returns {Door}
 */
function door(requireDPoP) {
  const server = { issuer, jwks_uri: jwksUri }
  const options = {
    requireDPoP,
    [customFetch]: async () => Response.json(jwks),
    [jwksCache]: {},
  }
  return {
    request: (token, proof) => {
      const scheme = proof === undefined ? 'Bearer' : 'DPoP'
      const headers = new Headers({ authorization: flat(`${scheme} ${token}`) })
      if (proof !== undefined) headers.set('dpop', proof)
      return new Request(url, { headers })
    },
    enter: (/** @type {Request} */ request) =>
      validateJwtAccessToken(server, request, audience, options),
    isOpen: (/** @type {{ sub?: string }} */ claims) => claims.sub !== undefined,
  }
}

/**
 * Keeps no proofs: replay is left to its user.
 * @type {Subject}
 */
export const oauth4webapi = { name: 'oauth4webapi', bearer: door(false), dpop: door(true) }
