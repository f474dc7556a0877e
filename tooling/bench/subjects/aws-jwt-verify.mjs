import { JwtVerifier } from 'aws-jwt-verify'
import { audience, flat, issuer, jwks, jwksUri } from '../world.mjs'

/** @import { Subject } from './subject.mjs' */

const verifier = JwtVerifier.create({ issuer, audience, jwksUri })
verifier.cacheJwks(/** @type {Parameters<typeof verifier.cacheJwks>[0]} */ (jwks))

/** @type {Subject} */
export const awsJwtVerify = {
  name: 'aws-jwt-verify',
  bearer: {
    request: (token) => flat(`Bearer ${token}`),
    enter: (/** @type {string} */ authorization) => verifier.verify(authorization.slice(7)),
    isOpen: (/** @type {{ sub?: string }} */ claims) => claims.sub !== undefined,
  },
}
