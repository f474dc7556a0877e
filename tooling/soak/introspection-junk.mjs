/**
 * Distinct junk tokens against one guard, none of which the issuer knows. First as fast as the issuer answers,
 * so that every token is asked about; then as a flood, far above the ceiling on concurrent calls.
 */
import { randomBytes } from 'node:crypto'
import { createResourceServer } from '@portcullis/core'
import { megabytes, memoryInUse } from './memory.mjs'

const tokens = Number(process.argv[2] ?? 1_000_000)
const ceiling = 100
const mostGrowthBytes = 20_000_000

let calls = 0
let underWay = 0
let peak = 0

/** The issuer: knows nothing, and takes a turn of the event loop to say so. */
async function askIssuer() {
  calls += 1
  underWay += 1
  peak = Math.max(peak, underWay)
  await new Promise((resolve) => setImmediate(resolve))
  underWay -= 1
  return Response.json({ active: false })
}

const guard = createResourceServer({
  issuer: 'https://issuer.test',
  audience: 'api1',
  introspection: {
    clientId: 'api1',
    clientSecret: randomBytes(16).toString('hex'),
    endpoint: 'https://issuer.test/introspect',
    maximumConcurrentCalls: ceiling,
  },
  fetch: askIssuer,
})

/** @param {string} token */
function present(token) {
  const lines = [`Bearer ${token}`]
  return guard.protect({
    method: 'GET',
    target: '/',
    scheme: 'https',
    header: (name) => (name === 'authorization' ? lines : []),
  })
}

/**
 * @param {number} count
 * @param {number} atOnce
 * @returns {Promise<Record<string, number>>} How many came to which end.
 */
async function flood(count, atOnce) {
  /** @type {Record<string, number>} */
  const ends = {}
  let left = count
  async function sender() {
    while (left > 0) {
      left -= 1
      const outcome = await present(randomBytes(24).toString('base64url'))
      const end = outcome.ok ? 'granted' : outcome.reason.code
      ends[end] = (ends[end] ?? 0) + 1
      // A sender that is refused at once must not keep all others from their turn.
      if (end === 'introspection_overloaded') await new Promise((resolve) => setImmediate(resolve))
    }
  }
  await Promise.all(Array.from({ length: atOnce }, sender))
  return ends
}

/**
 * @param {string} name
 * @param {number} atOnce
 */
async function phase(name, atOnce) {
  const before = await memoryInUse()
  const [callsBefore, start] = [calls, performance.now()]
  peak = 0
  const ends = await flood(tokens, atOnce)
  const seconds = (performance.now() - start) / 1000
  const after = await memoryInUse()
  console.log(
    `${name}: ${tokens} tokens, ${atOnce} at once, ${seconds.toFixed(0)} s, ${calls - callsBefore} calls, peak ${peak} at once`,
  )
  console.log(`  ends: ${JSON.stringify(ends)}`)
  console.log(`  memory: ${megabytes(before)} before, ${megabytes(after)} after`)
  if (ends.granted !== undefined) throw new Error('A junk token was let through')
  if (peak > ceiling) throw new Error(`More than ${ceiling} calls were made at once`)
  if (after - before > mostGrowthBytes) throw new Error('Memory grew')
}

await flood(1000, 50)
await phase('one by one', ceiling)
await phase('as a flood', 2000)
