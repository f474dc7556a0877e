/** What a guard with the options of the README answers: documents show these answers, word for word. */
import { createHash } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import { allOf, createResourceServer, scopes, stepUp } from '@portcullis/core'
import {
  createTestClock,
  createTestIssuer,
  generateSigningKey,
  signCompact,
} from '@portcullis/testing'

/** @import { Outcome, ResourceRequest, ResourceServerOptions } from '@portcullis/core' */
/** @import { TestIssuer } from '@portcullis/testing' */

const issuerUrl = 'https://identity.example.com'
const publicUrl = 'https://api.example.com'

/**
 * @param {Readonly<Record<string, string | readonly string[]>>} [fields]
 * @returns {ResourceRequest}
 */
function get(fields = {}) {
  return {
    method: 'GET',
    target: '/data',
    scheme: 'https',
    header: (name) => [fields[name] ?? []].flat(),
  }
}

/** @param {Outcome} outcome */
function written(outcome) {
  if (outcome.ok) throw new Error('The guard let the request pass')
  const lines = outcome.headers.map(([name, value]) => `${name}: ${shownValue(name, value)}`)
  const start = `HTTP/1.1 ${outcome.status} ${STATUS_CODES[outcome.status]}`
  return [start, ...lines, '', outcome.body].join('\n')
}

/**
 * A nonce is a digest: one looks like another.
 * @param {string} name
 * @param {string} value
 */
function shownValue(name, value) {
  const isNonce = name === 'DPoP-Nonce' && /^[\w-]{43}$/.test(value)
  return isNonce ? 'xd6VNxDCuZq68kPiNFvYwL5wi3gPs2Iu9j7kBjLidWI' : value
}

/** A token bound to the key of a proof, and that proof, which has no nonce. @param {TestIssuer} issuer */
async function boundToken(issuer) {
  const key = await generateSigningKey('ES256')
  const { kty, crv, x, y } = key.publicJwk
  const thumbprint = digest(JSON.stringify({ crv, kty, x, y }))
  const token = await issuer.token({ claims: { cnf: { jkt: thumbprint } } })
  const claims = {
    jti: 'a',
    htm: 'GET',
    htu: `${publicUrl}/data`,
    iat: issuer.clock.seconds(),
    ath: digest(token),
  }
  const proof = signCompact({
    headerText: JSON.stringify({ typ: 'dpop+jwt', alg: 'ES256', jwk: { kty, crv, x, y } }),
    payloadText: JSON.stringify(claims),
    key: key.privateKey,
    algorithm: 'ES256',
  })
  return { authorization: `DPoP ${token}`, dpop: proof }
}

/** @param {string} text */
function digest(text) {
  return createHash('sha256').update(text).digest('base64url')
}

export async function everyAnswer() {
  const clock = createTestClock(Date.UTC(2026, 10, 2))
  const issuer = await createTestIssuer({ issuer: issuerUrl, clock })
  /** @param {Partial<ResourceServerOptions>} [more] */
  const guard = (more) =>
    createResourceServer(
      /** @type {ResourceServerOptions} */ ({
        issuer: issuerUrl,
        audience: 'api1',
        fetch: issuer.fetch,
        clock,
        ...more,
      }),
    )
  const good = { authorization: `Bearer ${await issuer.token()}` }
  const foreign = { authorization: `Bearer ${await issuer.token({ claims: { aud: 'api2' } })}` }
  const twice = { authorization: [good.authorization, good.authorization] }
  const write = { policy: scopes('api1.write') }
  const login = stepUp({ acrValues: ['urn:example:mfa'], maxAgeSeconds: 300 })
  const nonces = guard({ publicUrl, dpop: { nonce: { secrets: ['0'.repeat(32)] } } })
  const outcomes = [
    await guard().protect(get()),
    await guard({ publicUrl }).protect(get()),
    await guard().protect(get(foreign)),
    await guard().protect(get(twice)),
    await guard().protect(get(good), write),
    await guard().protect(get(good), { policy: allOf(login, write.policy) }),
    await nonces.protect(get(await boundToken(issuer))),
  ]
  issuer.fault('jwks', { kind: 'network' })
  return [...outcomes, await guard().protect(get(good))].map(written)
}
