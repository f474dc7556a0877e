/**
 * One million live proofs in the replay store of one process: what they take, and what a further one costs
 * beside a thousand. Times of proofs are spread as those of a window of 75 s are.
 */
import { createHash } from 'node:crypto'
import { memoryReplayStore } from '@portcullis/core'
import { megabytes, memoryInUse } from './memory.mjs'

const many = Number(process.argv[2] ?? 1_000_000)
const few = 1000
const further = 50_000
const mostBytes = 120_000_000
const start = 1_700_000_000

/** @param {string} name */
function digest(name) {
  return createHash('sha256').update(name).digest('base64url')
}

/**
 * @param {string} name
 * @param {number} count
 */
function filled(name, count) {
  const store = memoryReplayStore({ clock: () => start * 1000, maximumEntries: count + further })
  for (let index = 0; index < count; index++) {
    if (store.reserve(digest(`${name} ${index}`), start + 1 + (index % 75)) !== true) {
      throw new Error('A new proof was refused')
    }
  }
  return store
}

/**
 * Microseconds of the middle one and of one in a thousand, over further proofs.
 * @param {ReturnType<typeof memoryReplayStore>} store
 */
function costs(store) {
  const keys = Array.from({ length: further }, (_, index) => digest(`further ${index}`))
  const times = keys.map((key) => {
    const from = performance.now()
    if (store.reserve(key, start + 60) !== true) throw new Error('A new proof was refused')
    return (performance.now() - from) * 1000
  })
  times.sort((a, b) => a - b)
  const at = (/** @type {number} */ share) => (times[Math.floor(share * further)] ?? 0).toFixed(2)
  return `${at(0.5)} µs in the middle, ${at(0.999)} µs for one in a thousand`
}

const before = await memoryInUse()
const from = performance.now()
const full = filled('proof', many)
const seconds = (performance.now() - from) / 1000
const taken = (await memoryInUse()) - before
if (full.reserve(digest('proof 0'), start + 60) !== false) throw new Error('A proof was forgotten')

console.log(`${many} live proofs in ${seconds.toFixed(1)} s: ${megabytes(taken)}`)
console.log(
  '  (heap, external memory and array buffers; array buffers count twice, as external memory too)',
)
console.log(`  a further one: ${costs(full)}`)
console.log(`  beside ${few}: ${costs(filled('few', few))}`)
if (taken > mostBytes) throw new Error(`They take more than ${megabytes(mostBytes)}`)
