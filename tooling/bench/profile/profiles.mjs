/** Profiles of what the goals speak of: where the time goes that a request takes. */
import { startServer } from '../http/child.mjs'
import { drive } from '../http/client.mjs'
import { httpFrameworks, waysTo } from '../http/rows.mjs'
import { firstSeenCases, repeatedCases } from '../rows/jwt.mjs'
import { dpopCases } from '../rows/proof.mjs'
import { openSubjects } from '../subjects/index.mjs'
import { startProfile } from './profile.mjs'

/** @import { Case } from '../measure.mjs' */
/** @import { Part } from './profile.mjs' */

/** @typedef {{ name: string, parts: readonly Part[] }} Profile */

const connections = 8

/**
 * @param {boolean} quick
 * @returns {Promise<readonly Profile[]>}
 */
export async function measureProfiles(quick) {
  const batches = quick ? 60 : 200
  const { subjects, close } = await openSubjects()
  const own = subjects.filter(({ name }) => name === 'portcullis')
  const cases = [
    ...(await dpopCases(own, 1)),
    ...(await firstSeenCases(own)),
    ...(await repeatedCases(own)),
  ]
  const profiles = []
  for (const one of cases) profiles.push(await profileCase(one, batches))
  close()
  // Four servers with four ways each: most of a quick run would go there.
  if (quick) return profiles
  for (const framework of httpFrameworks) profiles.push(...(await profileHttp(framework)))
  return profiles
}

/**
 * @param {Case<never>} one
 * @param {number} batches
 * @returns {Promise<Profile>}
 */
async function profileCase({ name, prepare, run, size }, batches) {
  const operations = size * batches
  /** @param {readonly never[]} inputs */
  const runAll = async (inputs) => {
    for (const input of inputs) {
      const result = run(input)
      if (result instanceof Promise) await result
    }
  }
  await runAll(await prepare(operations))
  const inputs = await prepare(operations)
  globalThis.gc?.()
  const end = await startProfile()
  await runAll(inputs)
  return { name, parts: await end(operations) }
}

/**
 * @param {string} framework
 * @returns {Promise<readonly Profile[]>}
 */
async function profileHttp(framework) {
  const operations = 20_000
  const server = await startServer(framework)
  const ways = waysTo(server)
  /** @param {(typeof ways)[number]} way */
  const send = async ({ port, prepare }) => {
    const requests = prepare(operations)
    await drive(port, connections, () => requests.pop())
  }
  // All of them, before the first is looked at.
  for (const way of ways) await send(way)
  const profiles = []
  for (const way of ways) {
    const { what } = way
    await send(way)
    await server.startProfile()
    await send(way)
    const parts = await server.endProfile(operations)
    profiles.push({ name: `http ${framework} ${what}`, parts })
  }
  server.stop()
  return profiles
}
