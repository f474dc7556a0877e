/** Reference tokens: from the cache, and with an answer from afar; a local API beside both. */
import { createServer } from 'node:http'
import { createResourceServer } from '@portcullis/core'
import { localApi } from '@portcullis/local-api'
import { isGranted, requestWith } from '../subjects/portcullis.mjs'
import { assertWorks } from '../subjects/subject.mjs'
import { audience, claimsNow, forgedToken, issuer, jwks, times, token } from '../world.mjs'
import { rawLabel } from './jwt.mjs'

/** @import { AddressInfo } from 'node:net' */
/** @import { IncomingMessage } from 'node:http' */
/** @import { ResourceRequest, ResourceServer } from '@portcullis/core' */
/** @import { Case } from '../measure.mjs' */
/** @import { Door } from '../subjects/subject.mjs' */

const reference = 'vF9dft4qmTVF9dft4qmTVF9dft4qmTVF9dft4qmT'
const unknown = 'xF9dft4qmTVF9dft4qmTVF9dft4qmTVF9dft4qmT'
const claims = claimsNow()

/**
 * @param {ResourceServer} guard
 * @returns {Door}
 */
function doorOf(guard) {
  return {
    request: (value) => requestWith(`Bearer ${value}`),
    enter: (/** @type {ResourceRequest} */ request) => guard.protect(request),
    isOpen: isGranted,
  }
}

/**
 * @param {string} name
 * @param {string} subject
 * @param {Door} door
 * @param {string} value
 * @param {string} against
 * @param {number} size
 * @returns {Case<never>}
 */
function caseOf(name, subject, door, value, against, size) {
  return {
    name,
    subject,
    size,
    prepare: (count) => times(count, () => /** @type {never} */ (door.request(value))),
    run: door.enter,
    isGood: door.isOpen,
    against,
  }
}

/** An endpoint that knows one reference token, and every JWT as a token that is not revoked. */
async function openEndpoint() {
  const server = createServer(async (request, response) => {
    const value = new URLSearchParams(await bodyOf(request)).get('token') ?? ''
    const active = value === reference || value.includes('.')
    const answer = active ? { active, ...claims } : { active }
    response.setHeader('content-type', 'application/json').end(JSON.stringify(answer))
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)))
  server.unref()
  const { port } = /** @type {AddressInfo} */ (server.address())
  return { endpoint: `http://127.0.0.1:${port}/introspect`, close: () => server.close() }
}

/** @param {IncomingMessage} request */
async function bodyOf(request) {
  let text = ''
  for await (const chunk of request) text += chunk
  return text
}

/**
 * @param {string} endpoint
 * @param {number} cacheSeconds
 * @param {'local' | 'introspect'} jwtValidation
 */
function introspecting(endpoint, cacheSeconds, jwtValidation = 'local') {
  const client = { clientId: 'api1', clientSecret: 'not-a-secret-of-anybody', endpoint }
  const introspection = { ...client, cacheSeconds, negativeCacheSeconds: 0 }
  return createResourceServer({
    issuers: [{ issuer, jwks, introspection, jwtValidation }],
    audience,
  })
}

/** @returns {Promise<{ cases: Case<never>[], close: () => void }>} */
export async function cachedReferenceCases() {
  const { endpoint, close } = await openEndpoint()
  const door = doorOf(introspecting(endpoint, 3600))
  await assertWorks('cached reference token', door, [reference], [[unknown]])
  const cases = [caseOf('cached reference token', 'portcullis', door, reference, rawLabel, 500)]
  return { cases, close }
}

function local() {
  return localApi({
    authority: {
      issuer,
      keys: () => jwks,
      findReferenceToken: (value) => (value === reference ? claims : undefined),
      standing: () => 'good',
    },
    audience,
    scope: 'api1.read',
  })
}

/**
 * A local API, which asks on every use, beside the same through an introspection call on every use.
 * @param {'local JWT' | 'local reference token'} name
 * @returns {Promise<{ cases: Case<never>[], close: () => void }>}
 */
export async function localCases(name) {
  const { endpoint, close } = await openEndpoint()
  const isJwt = name === 'local JWT'
  const good = isJwt ? token() : reference
  const bad = isJwt ? forgedToken() : unknown
  const near = doorOf(local())
  const far = doorOf(introspecting(endpoint, 0, isJwt ? 'introspect' : 'local'))
  await assertWorks(name, near, [good], [[bad]])
  await assertWorks(`${name} over HTTP`, far, [good], [[bad]])
  const overHttp = 'portcullis, introspection over HTTP'
  const cases = [
    caseOf(name, 'portcullis', near, good, `${name}: ${overHttp}`, 400),
    caseOf(name, overHttp, far, good, `${name}: portcullis`, 40),
  ]
  return { cases, close }
}
