import { type Denial, deny } from '../errors/index.js'
import type { Algorithm } from '../lib/algorithms.js'
import { isAlgorithm } from '../lib/algorithms.js'
import type { JsonObject } from '../lib/json.js'
import { printable } from '../lib/printable.js'

/** The header members that are used, after they were found good. */
export interface CheckedHeader {
  readonly algorithm: Algorithm
  readonly keyId: string | undefined
}

/**
 * Checks the JOSE header. `jwk`, `jku`, `x5c` and `x5u` are not even looked at: keys come from the
 * issuer alone (RFC 8725 §3.10).
 */
export function checkHeader(
  header: JsonObject,
  allowed: ReadonlySet<Algorithm>,
): CheckedHeader | Denial {
  const { typ, alg, kid } = header
  if (!isAccessTokenType(typ)) {
    return deny('token_type_not_access_token', `typ is ${printable(typ)}, "at+jwt" is expected`)
  }
  if (!isAlgorithm(alg) || !allowed.has(alg)) {
    const list = [...allowed].join(', ')
    return deny('algorithm_not_allowed', `alg is ${printable(alg)}, allowed are ${list}`)
  }
  if (header.crit !== undefined || header.b64 !== undefined || header.zip !== undefined) {
    return deny('header_not_understood', 'The header has crit, b64 or zip; none is understood here')
  }
  if (kid !== undefined && typeof kid !== 'string') {
    return deny('token_malformed', `kid is ${printable(kid)}, not a string`)
  }
  return { algorithm: alg, keyId: kid }
}

/** A media type: case-insensitive, `application/` may be left out (RFC 7515 §4.1.9, RFC 9068 §4). */
function isAccessTokenType(type: unknown): boolean {
  if (typeof type !== 'string') return false
  const lower = type.toLowerCase()
  return lower === 'at+jwt' || lower === 'application/at+jwt'
}
