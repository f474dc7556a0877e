import { type Denial, deny } from '../errors/index.js'
import type { Algorithm } from '../lib/algorithms.js'
import { isAlgorithm } from '../lib/algorithms.js'
import type { JsonObject } from '../lib/json.js'
import { printable } from '../lib/printable.js'

/** The header members that are used, after they were found good. */
export interface CheckedHeader {
  readonly algorithm: Algorithm
  readonly keyId: string | undefined
  /** `typ` in lower case, without `application/`; `null` where there is none. */
  readonly type: string | null
}

/**
 * Checks a JOSE header against the media types (in lower case, without `application/`; `null` for none)
 * and algorithms that are accepted. `jwk`, `jku`, `x5c` and `x5u` are not even looked at: keys come from the
 * issuer alone (RFC 8725 §3.10).
 */
export function checkHeader(
  header: JsonObject,
  types: readonly (string | null)[],
  allowed: ReadonlySet<Algorithm>,
): CheckedHeader | Denial {
  const { typ, alg, kid } = header
  const usual = types[0]
  const type = typ === usual && usual !== undefined ? usual : mediaType(typ)
  if (!types.includes(type)) {
    const expected = types.map((name) => name ?? 'none').join(' or ')
    return deny('token_type_not_access_token', `typ is ${printable(typ)}, ${expected} is expected`)
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
  return { algorithm: alg, keyId: kid, type }
}

/** Case-insensitive, and `application/` may be left out (RFC 7515 §4.1.9). */
function mediaType(type: unknown): string | null {
  if (type === undefined) return null
  return typeof type === 'string' ? type.toLowerCase().replace(/^application\//, '') : ''
}
