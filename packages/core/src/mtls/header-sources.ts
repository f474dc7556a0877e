import { ConfigurationError, type Denial, deny } from '../errors/index.js'
import { printable } from '../lib/printable.js'
import type { ResourceRequest } from '../request/index.js'
import type {
  CertificateEvidence,
  CertificateSource,
  CertificateTrust,
} from './certificate-source.js'
import {
  fromBase64,
  fromEscapedPem,
  maximumHeaderLength,
  percentDecode,
} from './decode-certificate.js'
import { readForwardedClientCert } from './xfcc.js'

/** A certificate that a proxy forwards in a header. */
export interface HeaderSourceOptions extends CertificateTrust {
  /** Name of the header, where the proxy was told another. */
  readonly header?: string
}

type Decoder = (value: string) => CertificateEvidence | undefined

function headerSource(
  usualHeader: string,
  decode: Decoder,
  options: HeaderSourceOptions = {},
): CertificateSource {
  const header = (options.header ?? usualHeader).toLowerCase()
  if (!/^[a-z0-9!#$%&'*+.^_`|~-]+$/.test(header)) {
    const message = `The certificate header is ${printable(header)}: write the name of a header`
    throw new ConfigurationError('option_invalid', message)
  }
  const trusts = options.trustedProxies !== undefined || options.sharedSecret !== undefined
  return {
    header,
    trust: trusts ? options : undefined,
    read: (request) => readHeader(request, header, decode),
  }
}

/** One field line with one certificate, or none; anything else is refused, not taken as none. */
function readHeader(
  request: ResourceRequest,
  header: string,
  decode: Decoder,
): CertificateEvidence | Denial {
  const values = request.header(header)
  if (values.length > 1) {
    return deny('certificate_repeated', `${values.length} ${header} headers came, one may`)
  }
  const value = values[0]?.trim() ?? ''
  if (value === '') return { kind: 'none' }
  const evidence = value.length > maximumHeaderLength ? undefined : decode(value)
  return evidence ?? deny('certificate_malformed', `${header} does not hold one certificate`)
}

function asEvidence(der: Uint8Array | undefined): CertificateEvidence | undefined {
  return der === undefined ? undefined : { kind: 'certificate', der }
}

/** `Client-Cert: :base64:` (RFC 9440 §2.2). */
export function clientCertHeader(options?: HeaderSourceOptions): CertificateSource {
  return headerSource('Client-Cert', structuredBytes, options)
}

function structuredBytes(value: string): CertificateEvidence | undefined {
  const match = /^:([A-Za-z0-9+/=]*):$/.exec(value)
  return match === null ? undefined : asEvidence(fromBase64(match[1] ?? ''))
}

/** Envoy's `X-Forwarded-Client-Cert`: the last element, which the nearest proxy wrote. */
export function xForwardedClientCert(options?: HeaderSourceOptions): CertificateSource {
  return headerSource('X-Forwarded-Client-Cert', readForwardedClientCert, options)
}

/** nginx with `proxy_set_header X-SSL-Client-Cert $ssl_client_escaped_cert`: percent-encoded PEM. */
export function nginx(options?: HeaderSourceOptions): CertificateSource {
  return headerSource('X-SSL-Client-Cert', escapedPem, options)
}

/** HAProxy with `http-request set-header X-SSL-Client-DER %[ssl_c_der,base64]`: base64 of DER. */
export function haproxy(options?: HeaderSourceOptions): CertificateSource {
  return headerSource('X-SSL-Client-DER', plainBase64, options)
}

/** AWS Application Load Balancer in verify mode: percent-encoded PEM in which `+ = /` are literal. */
export function alb(options?: HeaderSourceOptions): CertificateSource {
  return headerSource('X-Amzn-Mtls-Clientcert-Leaf', escapedPem, options)
}

/** Azure App Service: base64 of DER. */
export function azure(options?: HeaderSourceOptions): CertificateSource {
  return headerSource('X-ARR-ClientCert', plainBase64, options)
}

/** Traefik's passTLSClientCert: base64 without armour, percent-encoded by some versions, leaf first. */
export function traefik(options?: HeaderSourceOptions): CertificateSource {
  return headerSource('X-Forwarded-Tls-Client-Cert', firstOfList, options)
}

function firstOfList(value: string): CertificateEvidence | undefined {
  const decoded = percentDecode(value)
  return decoded === undefined ? undefined : plainBase64(decoded.split(',', 1)[0] ?? '')
}

/** Google Cloud load balancers with a custom header of `{client_cert_leaf}`: the form of RFC 9440. */
export function gcp(options?: HeaderSourceOptions): CertificateSource {
  return headerSource('X-Client-Cert-Leaf', structuredBytes, options)
}

/**
 * Any other header.
 *
 * @param decode - DER of the one certificate in the value, or nothing when there is not exactly one
 */
export function customCertificate(
  decode: (value: string) => Uint8Array | undefined,
  options: HeaderSourceOptions & { readonly header: string },
): CertificateSource {
  return headerSource(options.header, (value) => asEvidence(decode(value)), options)
}

function escapedPem(value: string): CertificateEvidence | undefined {
  return asEvidence(fromEscapedPem(value))
}

function plainBase64(value: string): CertificateEvidence | undefined {
  return asEvidence(fromBase64(value))
}
