import {
  type DenialCode,
  type DenialCodeFacts,
  denialCodes,
  type WireError,
} from './denial-codes.js'

/** A login that would do (RFC 9470 §3). */
export interface AuthenticationNeeds {
  /** `acr_values`: one of these, the preferred one first. */
  readonly acrValues?: readonly string[]
  /** `max_age`: most seconds since the user logged in. */
  readonly maxAgeSeconds?: number
}

/** What a challenge may add to a refusal: what would have sufficed. */
export interface DenialNeeds extends AuthenticationNeeds {
  /** Scopes that the operation needs, all of them (RFC 6750 §3, `scope`). */
  readonly scope?: readonly string[]
}

/**
 * A refusal that a client caused. Returned, never thrown: it is an ordinary answer.
 *
 * `message` is for the log (what was expected, what came, made printable); `description` is for the wire.
 */
export class Denial {
  readonly kind = 'denial'
  readonly code: DenialCode
  readonly message: string
  readonly needs: DenialNeeds
  /** The scheme that the request used, where that is clear: its challenge carries the error. */
  readonly scheme: 'Bearer' | 'DPoP' | undefined

  constructor(
    code: DenialCode,
    message: string,
    needs: DenialNeeds = {},
    scheme?: 'Bearer' | 'DPoP',
  ) {
    this.code = code
    this.message = message
    this.needs = needs
    this.scheme = scheme
  }

  /** The same denial, of a request that used this scheme. */
  of(scheme: 'Bearer' | 'DPoP'): Denial {
    return new Denial(this.code, this.message, this.needs, scheme)
  }

  private get facts(): DenialCodeFacts {
    return denialCodes[this.code]
  }

  /** HTTP status: 400, 401 or 403. */
  get status(): 400 | 401 | 403 {
    return this.facts.status
  }

  /** The `error` of the challenge, or nothing when the request carried no credentials. */
  get error(): WireError | undefined {
    return this.facts.error
  }

  /** The `error_description` of the challenge: fixed text per code. */
  get description(): string | undefined {
    return this.facts.description
  }

  /** The specification section behind the rule. */
  get source(): string {
    return this.facts.source
  }
}

/** Makes a {@link Denial}: a code, and a sentence for the log. */
export function deny(code: DenialCode, message: string, needs?: DenialNeeds): Denial {
  return new Denial(code, message, needs)
}

export function isDenial(value: unknown): value is Denial {
  return value instanceof Denial
}
