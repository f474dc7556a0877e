import { Breakdown, isBreakdown } from '../errors/index.js'
import type { Algorithm } from '../lib/algorithms.js'
import { Circuit } from '../lib/circuit.js'
import { printable } from '../lib/printable.js'
import { callEndpoint, type EndpointSettings } from './call.js'
import type { Verdict } from './kept-answers.js'
import { readAnswer } from './read-answer.js'

export interface EnquirerSettings extends EndpointSettings {
  readonly algorithms: ReadonlySet<Algorithm>
  readonly clockToleranceSeconds: number
  readonly maximumConcurrentCalls: number
}

/** Asks one issuer, never too often at once and not while it keeps failing. */
export class Enquirer {
  readonly #settings: EnquirerSettings
  readonly #circuit: Circuit
  #calls = 0

  constructor(settings: EnquirerSettings) {
    this.#settings = settings
    this.#circuit = new Circuit(settings.clock)
  }

  /** What the issuer says about a token. Throws a `Breakdown` when it says nothing. */
  async ask(token: string): Promise<Verdict> {
    this.#checkCeiling()
    this.#checkCircuit()
    this.#calls += 1
    try {
      const response = await callEndpoint(token, this.#settings)
      const now = this.#settings.clock() / 1000
      const verdict = await readAnswer(response, { ...this.#settings, now })
      this.#circuit.succeeded()
      return verdict
    } catch (error) {
      this.#note(error)
      throw error
    } finally {
      this.#calls -= 1
    }
  }

  /** A question that is not liked stops nobody: else a few odd tokens would shut out all good ones. */
  #note(error: unknown): void {
    const isAlive = isBreakdown(error) && error.code === 'introspection_request_refused'
    if (isAlive) this.#circuit.succeeded()
    else this.#circuit.failed(error)
  }

  #checkCeiling(): void {
    const { maximumConcurrentCalls, issuer } = this.#settings
    if (this.#calls < maximumConcurrentCalls) return
    const message = `${maximumConcurrentCalls} calls to ${printable(issuer.identifier)} are under way`
    throw new Breakdown('introspection_overloaded', message, { retryAfterSeconds: 1 })
  }

  #checkCircuit(): void {
    if (this.#circuit.mayTry()) return
    const { secondsLeft: retryAfterSeconds, lastFailure: cause } = this.#circuit
    const who = printable(this.#settings.issuer.identifier)
    const why = isBreakdown(cause) ? ` (${cause.code})` : ''
    const message = `Introspection at ${who} keeps failing${why} and is left alone for a moment`
    throw new Breakdown('introspection_suspended', message, { retryAfterSeconds, cause })
  }
}
