import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** @import { Batch, Order, Report } from './messages.mjs' */

const program = fileURLToPath(new URL('./node.mjs', import.meta.url))

/**
 * @typedef {object} SoakNode
 * @property {(batch: Batch) => Promise<readonly string[]>} present How each request came out.
 * @property {() => Promise<number>} measure Bytes in use.
 * @property {() => void} stop
 */

/**
 * A process of its own, which a forgotten promise ends.
 * @param {string} issuer
 * @param {readonly string[]} redisUrls
 * @returns {Promise<SoakNode>}
 */
export async function startNode(issuer, redisUrls) {
  const execArgv = ['--expose-gc', '--unhandled-rejections=strict']
  const child = fork(program, [issuer, ...redisUrls], { execArgv })
  const ended = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`A node ended: ${code ?? signal}`)
  })
  ended.catch(() => {})
  /** @returns {Promise<Report>} */
  const answer = async () => (await Promise.race([once(child, 'message'), ended]))[0]
  /** @param {Order} order */
  const ask = (order) => {
    const report = answer()
    child.send(order)
    return report
  }
  await answer()
  return {
    present: async (batch) => (await ask(batch)).outcomes ?? [],
    measure: async () => (await ask('measure')).memory ?? 0,
    stop: () => void child.kill(),
  }
}
