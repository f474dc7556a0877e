/** The other side of the load: a process that signs each proof when it sends it, and keeps the times. */
import { createHash, createPrivateKey, randomUUID, sign } from 'node:crypto'
import { drive, requestText } from './client.mjs'

/**
 * @typedef {object} Task
 * @property {number} port
 * @property {number} connections
 * @property {number} seconds
 * @property {string} token
 * @property {object} publicJwk
 * @property {import('node:crypto').JsonWebKey} privateJwk Made for this run, like the key of the issuer.
 */

/** @param {object} value */
function encode(value) {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

/**
 * @param {Task} task
 * @returns {() => string}
 */
function proofSigner({ port, token, publicJwk, privateJwk }) {
  const key = createPrivateKey({ key: privateJwk, format: 'jwk' })
  const header = encode({ typ: 'dpop+jwt', alg: 'ES256', jwk: publicJwk })
  const ath = createHash('sha256').update(token).digest('base64url')
  const htu = `http://127.0.0.1:${port}/items`
  return () => {
    const iat = Math.floor(Date.now() / 1000)
    const text = `${header}.${encode({ jti: randomUUID(), htm: 'GET', htu, iat, ath })}`
    const signature = sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' })
    return `${text}.${signature.toString('base64url')}`
  }
}

process.on('message', async (/** @type {Task} */ task) => {
  const proof = proofSigner(task)
  const authorization = `DPoP ${task.token}`
  const until = performance.now() + task.seconds * 1000
  /** @type {number[]} */
  const milliseconds = []
  let errors = 0
  const next = () => {
    if (performance.now() > until) return undefined
    return requestText(task.port, { authorization, dpop: proof() })
  }
  await drive(task.port, task.connections, next, (time, status) => {
    milliseconds.push(time)
    if (status !== 200) errors += 1
  })
  process.send?.({ milliseconds, errors })
})
process.on('disconnect', () => process.exit())
