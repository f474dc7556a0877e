import { Breakdown, type Denial, deny, isBreakdown, type TokenFacts } from '@portcullis/core'
import { isThenable, type Promisable, waitFor } from './deadline.js'
import type { LocalAuthority, LocalClaims, LocalToken, Standing } from './local-authority.js'

type Claims = TokenFacts['claims']

const reasons: Readonly<Record<Exclude<Standing, 'good'>, string>> = {
  client_removed: 'The client that it was issued to is gone',
  user_deactivated: 'The user that it speaks for is gone or deactivated',
  session_ended: 'The session that it was bound to has ended',
  grant_revoked: 'The grant that it was issued under is revoked or has expired',
  token_revoked: 'The token was revoked',
  unknown: 'It does not say what it stands on, so nobody can tell whether that is still good',
}

/** Asks the authority. What fails there is trouble of ours: 503, never 401. */
export class Asker {
  readonly #authority: LocalAuthority
  readonly #timeoutSeconds: number

  constructor(authority: LocalAuthority, timeoutSeconds: number) {
    this.#authority = authority
    this.#timeoutSeconds = timeoutSeconds
  }

  /** The claims of a reference token, in a copy of our own; nothing when there is no such token. */
  findReferenceToken(token: string): Claims | undefined | Promise<Claims | undefined> {
    return this.#ask(
      'findReferenceToken() of the authority',
      () => this.#authority.findReferenceToken(token),
      (claims) => (claims === undefined ? undefined : copyOf(claims)),
    )
  }

  /** Nothing as long as all is well. */
  checkStanding(token: LocalToken): Denial | undefined | Promise<Denial | undefined> {
    return this.#ask(
      'standing() of the authority',
      () => this.#authority.standing(token),
      judgeStanding,
    )
  }

  /** What is answered at once needs no turn of the event loop. */
  #ask<T, R>(whom: string, question: () => Promisable<T>, read: (answer: T) => R): R | Promise<R> {
    try {
      const answer = question()
      if (!isThenable(answer)) return read(answer)
      const answered = waitFor(answer, this.#timeoutSeconds).then(read)
      return answered.catch((cause: unknown) => fail(whom, cause))
    } catch (cause) {
      return fail(whom, cause)
    }
  }
}

/** Anything but a clear yes is a no, or a fault. */
function judgeStanding(standing: Standing): Denial | undefined {
  if (standing === 'good') return undefined
  const reason = Object.hasOwn(reasons, standing) ? reasons[standing] : undefined
  if (reason === undefined) throw new TypeError("The answer is neither 'good' nor a reason")
  return deny('token_inactive', reason)
}

/** Ours to freeze; throws for what is no JSON object. */
function copyOf(claims: LocalClaims): Claims {
  if (typeof claims === 'object' && claims !== null && !Array.isArray(claims)) {
    return structuredClone(claims) as Claims
  }
  throw new TypeError('The claims are no object')
}

function fail(whom: string, cause: unknown): never {
  if (isBreakdown(cause)) throw cause
  throw new Breakdown('authority_failed', `${whom} failed`, { cause, retryAfterSeconds: 1 })
}
