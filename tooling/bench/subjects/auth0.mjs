import { createRequire } from 'node:module'
import { audience, flat, host, issuer, target } from '../world.mjs'

/** @import { Door, Subject } from './subject.mjs' */

/** @typedef {(request: object, response: object, next: (error?: unknown) => void) => unknown} Handler */
/** @type {{ auth: (options: object) => Handler }} */
const { auth } = createRequire(import.meta.url)('express-oauth2-jwt-bearer')

/**
 * What of a request of Express its middleware looks at; Express itself is not measured here.
 * @param {Readonly<Record<string, string>>} headers
 */
function expressRequest(headers) {
  return {
    method: 'GET',
    protocol: 'https',
    originalUrl: target,
    headers,
    query: {},
    get: (/** @type {string} */ name) => headers[name.toLowerCase()],
    is: () => false,
    auth: undefined,
  }
}

/**
 * @param {object} options
 * @returns {Door}
 */
function door(options) {
  const handler = auth(options)
  const request = (/** @type {string} */ token, /** @type {string | undefined} */ proof) => {
    const scheme = proof === undefined ? 'Bearer' : 'DPoP'
    const headers = { host, authorization: flat(`${scheme} ${token}`) }
    return expressRequest(proof === undefined ? headers : { ...headers, dpop: proof })
  }
  const enter = (/** @type {{ auth: unknown }} */ incoming) =>
    new Promise((resolve, reject) => {
      handler(incoming, {}, (error) =>
        error === undefined ? resolve(incoming.auth) : reject(error),
      )
    })
  return { request, enter, isOpen: (result) => result !== undefined }
}

/**
 * Keeps no proofs: replay is left to its user.
 * @param {string} jwksUri On loopback: it fetches by itself.
 * @param {Uint8Array} certificate DER
 * @returns {Subject}
 */
export function auth0(jwksUri, certificate) {
  const common = { issuer, jwksUri, audience, tokenSigningAlg: 'ES256' }
  return {
    name: 'express-oauth2-jwt-bearer',
    bearer: door(common),
    dpop: door({ ...common, dpop: { enabled: true, required: true } }),
    certificate: door({ ...common, getCertificate: () => certificate }),
  }
}
