import { accessSync, constants } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'

/** @import { ServiceName } from './services.mjs' */

/** Where Debian puts servers; the PATH of an ordinary user does not lead there. */
const folders = ['/usr/local/sbin', '/usr/sbin', '/sbin']

/**
 * @param {ServiceName} name
 * @param {string} [searchPath] In the form of `PATH`. Default: `PATH` and where servers usually are.
 * @param {string} [redisServer] What is to serve as `redis-server`, by name or path. Default: that of the
 *   variable `REDIS_SERVER`; without one Redis, and Valkey where there is no Redis.
 * @returns {string | undefined} Where the program is.
 */
export function findService(
  name,
  searchPath = usualSearchPath(),
  redisServer = process.env.REDIS_SERVER,
) {
  const folders = searchPath.split(delimiter).filter(isAbsolute)
  return programsFor(name, redisServer)
    .flatMap((program) =>
      isAbsolute(program) ? [program] : folders.map((folder) => join(folder, program)),
    )
    .find(isExecutable)
}

/**
 * @param {ServiceName} name
 * @param {string} [redisServer]
 * @returns {readonly string[]}
 */
function programsFor(name, redisServer) {
  if (name !== 'redis-server') return [name]
  return redisServer ? [redisServer] : [name, 'valkey-server']
}

/**
 * @param {ServiceName} name
 * @throws Error that says how to get it
 */
export function needService(name) {
  const path = findService(name)
  if (path === undefined) throw new Error(`${name} is not on the PATH: run pnpm services:install`)
  return path
}

function usualSearchPath() {
  return [process.env.PATH ?? '', ...folders].join(delimiter)
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
