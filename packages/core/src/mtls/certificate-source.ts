import type { Denial } from '../errors/index.js'
import type { ResourceRequest } from '../request/index.js'

/** What was found out about the client's certificate. */
export type CertificateEvidence =
  | { readonly kind: 'none' }
  /** DER of the leaf. */
  | { readonly kind: 'certificate'; readonly der: Uint8Array }
  /** SHA-256 of the leaf's DER, as base64url, where a proxy says only that. */
  | { readonly kind: 'thumbprint'; readonly thumbprint: string }

/** Where the client's certificate comes from. A value: `'tls'`, or made by one of the functions here. */
export interface CertificateSource {
  /** Name of the header that it is read from, in lower case; nothing for the connection itself. */
  readonly header: string | undefined
  /** Who is believed; where it says nothing, the guard's `trustedProxies` decide. */
  readonly trust: CertificateTrust
  read(request: ResourceRequest): CertificateEvidence | Denial
}

/** Who may speak for clients' certificates. One of them must be given, here or for the guard. */
export interface CertificateTrust {
  /** CIDR blocks of the proxies, e.g. `['10.0.0.0/8']`. Default: those of the guard. */
  readonly trustedProxies?: readonly string[]
  /**
   * A header that only the proxy knows the value of: at least 32 characters of ASCII. The proxy must take
   * away what clients send in it. Beside `trustedProxies` of its own both must hold.
   */
  readonly sharedSecret?: SharedSecret
}

export interface SharedSecret {
  readonly header: string
  readonly secret: string
}

/** The certificate of the TLS handshake that this process took part in (RFC 8705 §3). */
export const tlsCertificate: CertificateSource = {
  header: undefined,
  trust: {},
  read(request) {
    const der = request.peer?.certificate?.()
    return der === undefined ? { kind: 'none' } : { kind: 'certificate', der }
  },
}
