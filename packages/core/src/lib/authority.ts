/** A host and a port, in the one form that two spellings of them have in common. */
export interface Authority {
  /** In lower case; an IPv6 address in brackets, as RFC 5952 writes it. */
  readonly host: string
  /** Nothing where none was written. */
  readonly port: number | undefined
}

// A name may be as long as DNS allows. Userinfo, percent-encodings and spaces are in none of ours.
const nameAndPort = /^([A-Za-z0-9._-]{1,255})(?::(\d{1,5}))?$/
const addressAndPort = /^(\[[0-9A-Fa-f:.]{2,45}\])(?::(\d{1,5}))?$/
const largestPort = 65_535

/** The last one: nearly all requests of a process have the same `Host`, and each is asked more than once. */
let last: { readonly text: string; readonly authority: Authority | undefined } | undefined

/** Takes `host[:port]` apart (RFC 3986 §3.2), or finds that it is not one host. */
export function parseAuthority(text: string): Authority | undefined {
  if (last?.text !== text) last = { text, authority: parse(text) }
  return last.authority
}

function parse(text: string): Authority | undefined {
  const named = nameAndPort.exec(text)
  const match = named ?? addressAndPort.exec(text)
  if (match === null) return undefined
  const [, written = '', digits] = match
  const host = named === null ? canonicalAddress(written) : written.toLowerCase()
  const port = digits === undefined ? undefined : Number(digits)
  if (host === undefined || port === 0 || (port ?? 0) > largestPort) return undefined
  return { host, port }
}

/** `[::FFFF:127.0.0.1]` and `[::ffff:7f00:1]` are one address. */
function canonicalAddress(address: string): string | undefined {
  const url = `http://${address}`
  return URL.canParse(url) ? new URL(url).hostname : undefined
}
