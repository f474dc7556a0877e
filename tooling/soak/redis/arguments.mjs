import { parseArgs } from 'node:util'

/**
 * @typedef {object} Settings
 * @property {number} seconds When it is over, if no other limit is reached before.
 * @property {number} proofs
 * @property {number} processes
 * @property {boolean} cluster
 * @property {boolean} trouble
 */

/** @returns {Settings} */
export function readArguments() {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string', default: '120' },
      proofs: { type: 'string', default: '1000000' },
      processes: { type: 'string', default: '3' },
      cluster: { type: 'boolean', default: false },
      trouble: { type: 'boolean', default: false },
    },
  })
  const { cluster, trouble } = values
  const [seconds, proofs, processes] = [values.seconds, values.proofs, values.processes].map(Number)
  if (!(Number(seconds) > 0 && Number(proofs) > 0 && Number(processes) > 0)) {
    throw new Error('--seconds, --proofs and --processes are numbers above zero')
  }
  return {
    seconds: Number(seconds),
    proofs: Number(proofs),
    processes: Number(processes),
    cluster,
    trouble,
  }
}
