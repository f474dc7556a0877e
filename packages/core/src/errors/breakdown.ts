/** Trouble on our side, by name. Each has a heading in `docs/errors.md`. */
export type BreakdownCode =
  | 'issuer_unreachable'
  | 'issuer_metadata_invalid'
  | 'issuer_keys_unreachable'
  | 'issuer_keys_invalid'
  | 'issuer_slow'
  | 'introspection_credentials_refused'
  | 'introspection_request_refused'
  | 'introspection_failed'
  | 'introspection_answer_invalid'
  | 'introspection_slow'
  | 'introspection_unreachable'
  | 'introspection_overloaded'
  | 'introspection_suspended'
  | 'authority_failed'
  | 'tenants_unavailable'
  | 'replay_store_unavailable'
  | 'replay_store_full'
  | 'metadata_signing_failed'

export interface BreakdownOptions {
  /** What failed underneath; for the log, never for the wire. */
  readonly cause?: unknown
  /** When asking again makes sense, in whole seconds (RFC 9110 §10.2.3). Default 5. */
  readonly retryAfterSeconds?: number
}

/**
 * Trouble that the client did not cause: an issuer or a store is out of reach. The answer is
 * 503 with `Retry-After` and no challenge: a 401 would make clients throw good tokens away.
 */
export class Breakdown extends Error {
  override readonly name = 'Breakdown'
  readonly kind = 'breakdown'
  readonly code: BreakdownCode
  readonly retryAfterSeconds: number

  constructor(code: BreakdownCode, message: string, options: BreakdownOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.retryAfterSeconds = options.retryAfterSeconds ?? 5
  }
}

export function isBreakdown(value: unknown): value is Breakdown {
  return value instanceof Breakdown
}
