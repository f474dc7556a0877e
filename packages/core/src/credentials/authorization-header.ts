import { type Denial, deny } from '../errors/index.js'

/** One `Authorization` value taken apart; nothing in it is believed yet. */
export interface AuthorizationParts {
  /** In lower case: schemes are compared so (RFC 9110 §11.1). */
  readonly scheme: string
  readonly credentials: string
  /** Whether the credentials are one `b64token` and nothing else (RFC 6750 §2.1). */
  readonly isToken: boolean
}

// What nearly every request has, in one look: it saves the longest text of the request two more.
const usual = /^(?:bearer|dpop) +[A-Za-z0-9\-._~+/]+=*$/i

const schemeAndRest = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+)(?: +([^ ].*))?$/
// Fetch joins two field lines into one; no grammar of a single scheme has these words in it.
const joinedCredentials = /,[ \t]*(?:bearer|dpop)(?:\s|$)/i
const token68 = /^[A-Za-z0-9\-._~+/]+=*$/

/** Splits a scheme from what follows it (RFC 9110 §11.4). */
export function splitAuthorization(value: string): AuthorizationParts | Denial {
  if (usual.test(value)) return usualParts(value)
  if (value.includes(',') && joinedCredentials.test(value)) {
    return deny('credentials_repeated', 'Two credentials are joined in one Authorization header')
  }
  const match = schemeAndRest.exec(value)
  if (match === null) {
    return deny('credentials_malformed', 'The Authorization header is not a scheme and credentials')
  }
  const [, scheme = '', credentials = ''] = match
  return { scheme: scheme.toLowerCase(), credentials, isToken: isToken68(credentials) }
}

/** Neither a scheme nor a token has a space in it. */
function usualParts(value: string): AuthorizationParts {
  const end = value.indexOf(' ')
  const scheme = value.slice(0, end).toLowerCase()
  return { scheme, credentials: value.slice(end).trimStart(), isToken: true }
}

/** Whether the text is one `b64token` and nothing else (RFC 6750 §2.1). */
export function isToken68(text: string): boolean {
  return token68.test(text)
}
