import { cpus, loadavg, release, totalmem, type } from 'node:os'

/**
 * @typedef {object} Environment
 * @property {string} date
 * @property {string} node
 * @property {string} openssl
 * @property {string} system
 * @property {string} processor
 * @property {number} cores
 * @property {number} memoryGigabytes
 * @property {number} load What else ran at the end of it: the average of the last minutes.
 * @property {boolean} quick
 */

/**
 * @param {boolean} quick
 * @returns {Environment}
 */
export function environment(quick) {
  const processors = cpus()
  return {
    date: new Date().toISOString().slice(0, 10),
    node: process.version,
    openssl: process.versions.openssl,
    system: `${type()} ${release()}`,
    processor: processors[0]?.model ?? 'unknown',
    cores: processors.length,
    memoryGigabytes: Math.round(totalmem() / 2 ** 30),
    load: loadavg()[1] ?? 0,
    quick,
  }
}
