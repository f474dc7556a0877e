import { createHash } from 'node:crypto'

/** A certificate as it is written in files and headers. */
export interface CertificateForms {
  readonly der: Uint8Array
  readonly pem: string
  /** DER in base64, on one line: HAProxy's `base64`, Azure, Traefik. */
  readonly base64: string
  /** `:base64:`, a byte sequence of structured fields (RFC 9440). */
  readonly structuredField: string
  /** Percent-encoded PEM, as nginx's `$ssl_client_escaped_cert` and Envoy's `Cert` have it. */
  readonly escapedPem: string
  /** The same with `+ = /` as they are, as AWS load balancers write it. */
  readonly albPem: string
  /** SHA-256 of the DER in hexadecimal, as Envoy's `Hash` has it. */
  readonly hexDigest: string
}

export function certificateForms(der: Uint8Array): CertificateForms {
  const base64 = Buffer.from(der).toString('base64')
  const lines = base64.replace(/.{64}(?=.)/g, '$&\n')
  const pem = `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`
  return {
    der,
    pem,
    base64,
    structuredField: `:${base64}:`,
    escapedPem: encodeURIComponent(pem),
    albPem: pem.replaceAll('\n', '%0A').replaceAll(' ', '%20'),
    hexDigest: createHash('sha256').update(der).digest('hex'),
  }
}
