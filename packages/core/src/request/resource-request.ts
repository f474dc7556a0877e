/**
 * An HTTP request as the core sees it, whatever framework it came through. Adapters fill it with
 * what arrived on the wire: nothing decoded, nothing joined, nothing dropped.
 */
export interface ResourceRequest {
  /** The method, in the case it was sent in (methods are case-sensitive, RFC 9110 §9.1). */
  readonly method: string
  /** Path and query as received, e.g. `/items/1?page=2` (RFC 9112 §3.2.1). */
  readonly target: string
  /** Scheme of the connection that this process accepted. */
  readonly scheme: 'http' | 'https'
  /**
   * Every value of a header field, one per field line, in order; none is an empty list.
   * A platform that joins field lines (Fetch `Headers`) gives the joined value.
   *
   * @param name - in lower case
   */
  header(name: string): readonly string[]
  /** Who is at the other end of the connection. */
  readonly peer?: RequestPeer
}

/** The other end of the connection that this process accepted. */
export interface RequestPeer {
  /** IP address. */
  readonly address?: string
  /** DER of the certificate that the peer presented in its TLS handshake, if any. */
  certificate?(): Uint8Array | undefined
}

/** Whether this is a CORS preflight, which never carries credentials (Fetch §3.2.2). */
export function isPreflight(request: ResourceRequest): boolean {
  return (
    request.method === 'OPTIONS' &&
    request.header('access-control-request-method').length > 0 &&
    request.header('origin').length > 0
  )
}

/** The path as it came, without the query. */
export function pathOf({ target }: ResourceRequest): string {
  const end = target.indexOf('?')
  return end === -1 ? target : target.slice(0, end)
}
