import { createResourceServer } from '@portcullis/core'
import { audience, flat, host, issuer, jwks, target } from '../world.mjs'

/** @import { Outcome, RequestPeer, ResourceRequest, ResourceServerOptions } from '@portcullis/core' */
/** @import { Door, Subject } from './subject.mjs' */

/** @typedef {Readonly<Record<string, readonly string[]>>} Fields */

/** @type {readonly string[]} */
const none = []

/**
 * A request as an adapter makes it.
 * @param {string} authorization
 * @param {string} [proof]
 * @param {RequestPeer} [peer]
 * @returns {ResourceRequest}
 */
export function requestWith(authorization, proof, peer) {
  /** @type {Fields} */
  const fields = {
    host: [host],
    authorization: [flat(authorization)],
    ...(proof === undefined ? {} : { dpop: [proof] }),
  }
  const header = (/** @type {string} */ name) => fields[name] ?? none
  return { method: 'GET', target, scheme: 'https', header, ...(peer === undefined ? {} : { peer }) }
}

/** @typedef {Partial<Omit<ResourceServerOptions, 'issuer' | 'issuers'>>} Extra */

/** @param {Extra} [extra] */
export function guardWith(extra = {}) {
  return createResourceServer({ issuers: [{ issuer, jwks }], audience, ...extra })
}

/** @param {Outcome} outcome */
export function isGranted(outcome) {
  return outcome.ok && outcome.access !== undefined
}

/**
 * @param {Extra} [extra]
 * @param {RequestPeer} [peer]
 * @returns {Door}
 */
export function guardDoor(extra, peer) {
  const guard = guardWith(extra)
  return {
    request: (token, proof) =>
      requestWith(`${proof === undefined ? 'Bearer' : 'DPoP'} ${token}`, proof, peer),
    enter: (/** @type {ResourceRequest} */ request) => guard.protect(request),
    isOpen: isGranted,
  }
}

/**
 * @param {Uint8Array} certificate DER
 * @returns {Subject}
 */
export function portcullis(certificate) {
  const peer = { address: '127.0.0.1', certificate: () => certificate }
  return {
    name: 'portcullis',
    bearer: guardDoor(),
    dpop: guardDoor(),
    certificate: guardDoor({ mtls: 'allowed' }, peer),
  }
}
