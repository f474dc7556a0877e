/** @import { Batch } from './messages.mjs' */

/** How many of the proofs that passed are tried again, and again. */
const remembered = 2000

const explained = ['granted', 'dpop_proof_replayed', 'dpop_proof_expired']
const explainedByTrouble = 'replay_store_unavailable'

/** What became of requests, and what should not have become of them. */
export class Ledger {
  /** How many requests came out how. @type {Record<string, number>} */
  ends = {}
  /** How many proofs passed. */
  passed = 0
  /** @type {Set<string>} */
  problems = new Set()
  /** @type {Batch[number][]} */
  #old = []
  #isTroubled
  #explained

  /** @param {{ isTroubled: boolean }} options Whether Redis may be away meanwhile. */
  constructor({ isTroubled }) {
    this.#isTroubled = isTroubled
    this.#explained = new Set(isTroubled ? [...explained, explainedByTrouble] : explained)
  }

  /** @param {string} end A code, with the cause where it is our trouble. */
  count(end) {
    this.ends[end] = (this.ends[end] ?? 0) + 1
    const [code = ''] = end.split(':')
    if (!this.#explained.has(code)) this.problems.add(`An answer that nothing explains: ${end}`)
  }

  /**
   * A proof that nobody had seen, sent everywhere at once.
   * @param {Batch[number]} request
   * @param {number} times How often it passed.
   */
  judgeFresh(request, times) {
    this.passed += times
    if (times > 1) this.problems.add(`A proof passed ${times} times`)
    if (times === 0 && !this.#isTroubled) this.problems.add('A proof passed nowhere')
    if (times === 1) this.#remember(request)
  }

  /** @param {string} end Of a proof that passed before. */
  judgeOld(end) {
    if (end === 'granted') this.problems.add('A proof passed again later')
  }

  /** @param {string} end Of a token without a proof, which Redis has no say in. */
  judgeBearer(end) {
    if (end !== 'granted') this.problems.add(`A token without a proof was refused: ${end}`)
  }

  /**
   * Proofs that passed, by chance.
   * @param {number} count
   * @returns {Batch}
   */
  some(count) {
    const any = () => this.#old[Math.floor(Math.random() * this.#old.length)]
    return Array.from({ length: count }, any).filter((request) => request !== undefined)
  }

  /** @param {Batch[number]} request */
  #remember(request) {
    if (this.#old.length < remembered) this.#old.push(request)
    else this.#old[Math.floor(Math.random() * remembered)] = request
  }
}
