import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'

/** Below the ports that systems give away by themselves. */
const [lowest, highest] = [20_000, 30_000]
const tries = 20

/**
 * A port that a server can have, give back and have again: nobody is given it by chance meanwhile, as
 * happens to ports that port 0 came by.
 */
export async function findFreePort(): Promise<number> {
  for (let tried = 0; tried < tries; tried += 1) {
    const port = randomInt(lowest, highest)
    if (await isFree(port)) return port
  }
  throw new Error(`Of ${tries} ports between ${lowest} and ${highest} none is free`)
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  try {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    server.close()
    await once(server, 'close')
    return true
  } catch {
    return false
  }
}
