import { createServer } from 'node:http'
import { createCertificate } from '@portcullis/testing'
import { jwks } from '../world.mjs'
import { auth0 } from './auth0.mjs'
import { awsJwtVerify } from './aws-jwt-verify.mjs'
import { betterAuth } from './better-auth.mjs'
import { fastJwt } from './fast-jwt.mjs'
import { jose } from './jose.mjs'
import { oauth4webapi } from './oauth4webapi.mjs'
import { portcullis } from './portcullis.mjs'

/** @import { AddressInfo } from 'node:net' */

/** Everybody, and the key set on loopback for those who fetch it by themselves. */
export async function openSubjects() {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify(jwks))
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)))
  // Nobody is kept from ending.
  server.unref()
  const { port } = /** @type {AddressInfo} */ (server.address())
  const jwksUrl = `http://127.0.0.1:${port}/jwks`
  const { der, thumbprint } = await createCertificate()
  const subjects = [
    portcullis(der),
    oauth4webapi,
    auth0(jwksUrl, der),
    betterAuth(jwksUrl),
    jose(der),
    fastJwt,
    awsJwtVerify,
  ]
  return { subjects, thumbprint, close: () => server.close() }
}
