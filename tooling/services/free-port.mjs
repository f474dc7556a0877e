import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

/**
 * Below those that systems give to connections: a server that is restarted finds its port taken by nobody,
 * nor does a client that tries to reach it meanwhile get connected with itself.
 */
const ports = { from: 20_000, to: 32_000 }

/** A port of 127.0.0.1 that nobody listens on at the moment. */
export async function freePort() {
  for (;;) {
    const port = randomInt(ports.from, ports.to)
    if (await isFree(port)) return port
  }
}

/**
 * @param {number} port
 * @returns {Promise<boolean>}
 */
function isFree(port) {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}

const attempts = 3

/**
 * Somebody may be faster at a port that was free a moment ago: then there is another one.
 * @template T
 * @param {(port: number) => Promise<T>} start
 * @returns {Promise<T>}
 */
export async function onFreePort(start) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start(await freePort())
    } catch (error) {
      const taken = error instanceof Error && /address (?:already )?in use/i.test(error.message)
      if (!taken || attempt === attempts) throw error
    }
  }
}
