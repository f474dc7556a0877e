import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { audience, issuer, jwks } from '../world.mjs'

const program = fileURLToPath(new URL('./server.mjs', import.meta.url))

/** @import { Part } from '../profile/profile.mjs' */

/**
 * Starts a server process for one framework.
 * @param {string} framework
 */
export async function startServer(framework) {
  const child = fork(program, { execArgv: ['--expose-gc'] })
  /** @param {object} message */
  const ask = async (message) => {
    child.send(message)
    const [reply] = await once(child, 'message')
    return reply
  }
  const guard = { issuers: [{ issuer, jwks }], audience }
  const ports = await ask({ kind: 'start', framework, guard })
  return {
    /** @type {number} */ bare: ports.bare,
    /** @type {number} */ empty: ports.empty,
    /** @type {number} */ guarded: ports.guarded,
    /** CPU time so far, in microseconds. @returns {Promise<number>} */
    cpu: async () => (await ask({ kind: 'cpu' })).cpu,
    /** After a forced collection. @returns {Promise<{ held: number, resident: number }>} */
    memory: () => ask({ kind: 'memory' }),
    startProfile: () => ask({ kind: 'profile' }),
    /** @param {number} operations @returns {Promise<readonly Part[]>} */
    endProfile: async (operations) => (await ask({ kind: 'profiled', operations })).parts,
    stop: () => void child.disconnect(),
  }
}
