/** Misuse, by name. Each has a heading in `docs/errors.md`. */
export type ConfigurationErrorCode =
  | 'option_unknown'
  | 'option_missing'
  | 'option_invalid'
  | 'issuer_invalid'
  | 'issuer_insecure'

/**
 * Options that cannot work. Thrown when the guard is created, never at a request;
 * the message says what to write instead.
 */
export class ConfigurationError extends TypeError {
  override readonly name = 'ConfigurationError'
  readonly code: ConfigurationErrorCode

  constructor(code: ConfigurationErrorCode, message: string) {
    super(`${message} (${code}: see docs/errors.md#${code})`)
    this.code = code
  }
}
