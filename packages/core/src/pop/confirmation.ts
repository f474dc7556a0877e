import { type Denial, deny } from '../errors/index.js'
import { isJsonObject, type JsonObject } from '../lib/json.js'
import { printable } from '../lib/printable.js'

/** The confirmations of a token that we know how to verify (RFC 7800 §3.1). */
export interface Confirmation {
  /** Thumbprint of the key that DPoP proofs are signed with (RFC 9449 §6.1). */
  readonly keyThumbprint: string | undefined
  /** Thumbprint of the client certificate (RFC 8705 §3.1). */
  readonly certificateThumbprint: string | undefined
}

const unbound: Confirmation = { keyThumbprint: undefined, certificateThumbprint: undefined }

/**
 * Reads `cnf`. Members that we do not know are ignored beside one that we do; a `cnf` with none, or that
 * is no object, is refused: what it was meant to hold back we cannot tell.
 */
export function readConfirmation(claims: Readonly<JsonObject>): Confirmation | Denial {
  const { cnf } = claims
  if (cnf === undefined) return unbound
  if (!isJsonObject(cnf)) return deny('confirmation_malformed', `cnf is ${printable(cnf)}`)
  const { jkt, 'x5t#S256': certificate } = cnf
  if (!isThumbprint(jkt) || !isThumbprint(certificate)) {
    return deny('confirmation_malformed', 'cnf has a member jkt or x5t#S256 that is no thumbprint')
  }
  if (jkt === undefined && certificate === undefined) {
    const names = printable(Object.keys(cnf))
    return deny(
      'confirmation_not_supported',
      `cnf has ${names}, jkt and x5t#S256 are verified here`,
    )
  }
  return { keyThumbprint: jkt, certificateThumbprint: certificate }
}

/** Absent, or SHA-256 in base64url. */
function isThumbprint(value: unknown): value is string | undefined {
  return value === undefined || (typeof value === 'string' && /^[A-Za-z0-9_-]{43}$/.test(value))
}
