import { Breakdown, type Denial, deny } from '../errors/index.js'
import { withDeadline } from '../lib/deadline.js'
import { sha256 } from '../lib/digest.js'
import { isPromise, type MaybePromise } from '../lib/maybe-promise.js'
import { printable } from '../lib/printable.js'
import type { TokenFacts } from '../token/index.js'
import { Enquirer, type EnquirerSettings } from './enquirer.js'
import { Flights, type IsForgotten } from './flights.js'
import { judgeAnswer } from './judge-answer.js'
import { type KeepingRules, KeptAnswers, type Verdict } from './kept-answers.js'
import { sourceText } from './source-text.js'

export interface IntrospectorSettings extends EnquirerSettings, KeepingRules {
  readonly audience: readonly string[] | null
  readonly allowMissingAudience: boolean
  /** Longest that one request waits for an answer. */
  readonly timeoutSeconds: number
}

/** The time-out of the call itself comes first: it says more. */
const graceSeconds = 0.1

/** What one issuer says about reference tokens; it is asked as seldom as may be. */
export class Introspector {
  readonly #settings: IntrospectorSettings
  readonly #kept: KeptAnswers
  readonly #enquirer: Enquirer
  readonly #flights = new Flights<Verdict>()
  readonly #source: MaybePromise<string>

  constructor(settings: IntrospectorSettings) {
    this.#settings = settings
    this.#kept = new KeptAnswers(settings)
    this.#enquirer = new Enquirer(settings)
    this.#source = sha256(sourceText(settings))
  }

  /**
   * What the issuer says about the token; a denial when it is not active, or not for us.
   *
   * @param digest - SHA-256 of the token, as base64url
   * @param isAudienceProved - whether the token itself says that it is for us
   */
  async introspect(
    token: string,
    digest: string,
    isAudienceProved = false,
  ): Promise<TokenFacts | Denial> {
    const verdict = await this.#learn(await this.#key(digest), token)
    const { issuer, audience, clockToleranceSeconds, allowMissingAudience, clock } = this.#settings
    if (verdict === 'inactive') {
      const who = printable(issuer.identifier)
      return deny('token_inactive', `${who} does not say that the token is active`)
    }
    return judgeAnswer(verdict, issuer.identifier, {
      audience,
      audienceMayBeMissing: allowMissingAudience || isAudienceProved,
      expiryMayBeMissing: true,
      clockToleranceSeconds,
      now: clock() / 1000,
    })
  }

  /** Lets go of all that is known about a token, so that the next use asks the issuer. */
  async forget(digest: string): Promise<void> {
    const key = await this.#key(digest)
    this.letGo(key)
    await this.#kept.forget(key)
  }

  /** Lets go of what is known here alone, after the cache let go of the rest. */
  letGo(key: string): void {
    this.#flights.forget(key)
    this.#kept.letGo(key)
  }

  /**
   * Nobody else's question, and nobody else's answer. One digest over all of it: from two, whoever can
   * read the cache could try out what our credentials are.
   */
  async #key(digest: string): Promise<string> {
    return sha256(`${await this.#source}.${digest}`)
  }

  #learn(key: string, token: string): MaybePromise<Verdict> {
    const search = {}
    const kept = this.#flights.has(key) ? undefined : this.#kept.find(key, search)
    if (kept !== undefined && !isPromise(kept)) return kept
    const findOut = async (isForgotten: IsForgotten) => {
      const known = await kept
      if (known !== undefined) return known
      const verdict = await this.#enquirer.ask(token)
      await this.#kept.keep(key, verdict, isForgotten, search)
      return verdict
    }
    return this.#inTime(this.#flights.join(key, findOut))
  }

  /** The search goes on for those who come later, also when this request stops waiting. */
  #inTime(verdict: Promise<Verdict>): Promise<Verdict> {
    const { issuer, timeoutSeconds } = this.#settings
    return withDeadline(verdict, timeoutSeconds + graceSeconds, () => {
      const message = `Nothing was learnt from ${printable(issuer.identifier)} in ${timeoutSeconds} s`
      return new Breakdown('introspection_slow', message)
    })
  }
}
