/** Requests whose holder proves possession: DPoP with a fresh proof each, nonces, certificates. */
import { randomBytes } from 'node:crypto'
import { guardDoor, guardWith, requestWith } from '../subjects/portcullis.mjs'
import { assertWorks } from '../subjects/subject.mjs'
import { boundToken, digestOf, forgedToken, proof, times, token, url } from '../world.mjs'
import { rawLabel } from './jwt.mjs'

/** @import { Case } from '../measure.mjs' */
/** @import { Door, Subject } from '../subjects/subject.mjs' */

const bound = boundToken()
const boundDigest = digestOf(bound)

function badProofs() {
  const other = token({ claims: { cnf: { jkt: digestOf('another key') } } })
  const [header = '', payload = ''] = proof(boundDigest).split('.')
  const [, , signature = ''] = proof(boundDigest).split('.')
  const old = Math.floor(Date.now() / 1000) - 4000
  return [
    [bound, `${header}.${payload}.${signature}`],
    [bound, proof(boundDigest, { htu: `${url}/other` })],
    [bound, proof(boundDigest, { htm: 'POST' })],
    [bound, proof(digestOf('another token'))],
    [bound, proof(boundDigest, { iat: old })],
    [other, proof(digestOf(other))],
    [forgedToken(), proof(boundDigest)],
  ]
}

/**
 * @param {readonly Subject[]} subjects
 * @param {number} concurrency
 * @returns {Promise<Case<never>[]>}
 */
export async function dpopCases(subjects, concurrency) {
  const cases = []
  for (const { name, dpop } of subjects) {
    if (dpop === undefined) continue
    await assertWorks(name, dpop, [bound, proof(boundDigest)], badProofs())
    const others = `DPoP request: portcullis at ${concurrency}`
    cases.push({
      ...proofCase('DPoP request', name, dpop, name === 'portcullis' ? rawLabel : others),
      concurrency,
    })
  }
  return cases
}

/**
 * @param {string} name
 * @param {string} subject
 * @param {Door} door
 * @param {string} against
 * @returns {Case<never>}
 */
export function proofCase(name, subject, door, against, claims = {}) {
  return {
    name,
    subject,
    size: 100,
    prepare: (count) =>
      times(count, () => {
        const fresh = proof(boundDigest, claims)
        return /** @type {never} */ (door.request(bound, fresh))
      }),
    run: door.enter,
    isGood: door.isOpen,
    against,
  }
}

/** The neighbours know no nonces. */
export async function nonceCases() {
  const dpop = { nonce: { secrets: [randomBytes(32)], lifetimeSeconds: 3600 } }
  const guard = guardWith({ dpop })
  const refused = await guard.protect(requestWith(`DPoP ${bound}`, proof(boundDigest)))
  const field = refused.headers.find(([name]) => name === 'DPoP-Nonce')
  const nonce = field?.[1]
  const door = guardDoor({ dpop })
  await assertWorks(
    'DPoP with nonce',
    door,
    [bound, proof(boundDigest, { nonce })],
    [[bound, proof(boundDigest)], [bound, proof(boundDigest, { nonce: 'old' })], ...badProofs()],
  )
  return [proofCase('DPoP with nonce', 'portcullis', door, rawLabel, { nonce })]
}

/**
 * @param {readonly Subject[]} subjects
 * @param {string} thumbprint
 * @returns {Promise<Case<never>[]>}
 */
export async function certificateCases(subjects, thumbprint) {
  const good = token({ claims: { cnf: { 'x5t#S256': thumbprint } } })
  const bad = token({ claims: { cnf: { 'x5t#S256': digestOf('another certificate') } } })
  const cases = []
  for (const { name, certificate: door } of subjects) {
    if (door === undefined) continue
    await assertWorks(`${name} with certificates`, door, [good], [[bad], [forgedToken()]])
    cases.push({
      name: 'certificate-bound JWT',
      subject: name,
      size: name === 'portcullis' ? 500 : 80,
      prepare: (/** @type {number} */ count) =>
        times(count, () => /** @type {never} */ (door.request(good))),
      run: door.enter,
      isGood: door.isOpen,
      against: name === 'portcullis' ? rawLabel : 'certificate-bound JWT: portcullis',
    })
  }
  return cases
}
