/** Bearer tokens: each seen for the first time, and one that comes again and again. */
import { assertWorks } from '../subjects/subject.mjs'
import { audience, forgedToken, issuer, times, token } from '../world.mjs'

/** @import { Case } from '../measure.mjs' */
/** @import { Door, Subject } from '../subjects/subject.mjs' */

export const rawLabel = 'raw verify: ES256'

/** Tokens that nobody may take. */
function badTokens() {
  const now = Math.floor(Date.now() / 1000)
  return [
    [forgedToken()],
    [token({ claims: { aud: `${audience}/other` } })],
    [token({ claims: { iss: `${issuer}/other` } })],
    [token({ claims: { exp: now - 3600 } })],
  ]
}

/**
 * @param {readonly Subject[]} subjects
 * @returns {Promise<(readonly [string, Door])[]>}
 */
async function workingDoors(subjects) {
  const doors = subjects.flatMap(({ name, bearer }) =>
    bearer === undefined ? [] : [/** @type {const} */ ([name, bearer])],
  )
  for (const [name, door] of doors) await assertWorks(name, door, [token()], badTokens())
  return doors
}

/**
 * @param {readonly Subject[]} subjects
 * @returns {Promise<Case<never>[]>}
 */
export async function firstSeenCases(subjects) {
  return (await workingDoors(subjects)).map(([name, door]) => ({
    name: 'first-seen JWT',
    subject: name,
    size: 120,
    prepare: (count) => times(count, () => /** @type {never} */ (door.request(token()))),
    run: door.enter,
    isGood: door.isOpen,
    against: name === 'portcullis' ? rawLabel : 'first-seen JWT: portcullis',
  }))
}

/**
 * @param {readonly Subject[]} subjects
 * @returns {Promise<Case<never>[]>}
 */
export async function repeatedCases(subjects) {
  const repeated = token()
  return (await workingDoors(subjects)).map(([name, door]) => ({
    name: 'repeated JWT',
    subject: name,
    size: ['portcullis', 'fast-jwt'].includes(name) ? 500 : 80,
    // A header is a string of its own with each request.
    prepare: (count) => times(count, () => /** @type {never} */ (door.request(repeated))),
    run: door.enter,
    isGood: door.isOpen,
    against: name === 'portcullis' ? rawLabel : 'repeated JWT: portcullis',
  }))
}
