import { isCertificate } from '../lib/process.js'
import type { CertificateEvidence, CertificateSource } from './certificate-source.js'
import {
  fromBase64,
  fromBase64List,
  fromEscapedChain,
  fromEscapedPem,
} from './decode-certificate.js'
import { type HeaderSourceOptions, headerSource } from './header-source.js'
import { readForwardedClientCert } from './xfcc.js'

/** `Client-Cert: :base64:` (RFC 9440 §2.2). */
export function clientCertHeader(options?: HeaderSourceOptions): CertificateSource {
  return headerSource('Client-Cert', structuredBytes, options)
}

/**
 * Envoy's `X-Forwarded-Client-Cert`: the last element, which the nearest proxy wrote. Envoy does not
 * quote `URI` and `DNS`, so where it takes certificates that nobody vouches for, do not have it write
 * those: a name in a certificate could pass as one more element.
 */
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

/** AWS Application Load Balancer in passthrough mode: the chain, leaf first, verified by nobody. */
export function albPassthrough(options?: HeaderSourceOptions): CertificateSource {
  return headerSource('X-Amzn-Mtls-Clientcert', escapedPemChain, options)
}

/** Azure App Service: base64 of DER. */
export function azure(options?: HeaderSourceOptions): CertificateSource {
  return headerSource('X-ARR-ClientCert', plainBase64, options)
}

/** Traefik's passTLSClientCert: base64 without armour, percent-encoded by some versions, leaf first. */
export function traefik(options?: HeaderSourceOptions): CertificateSource {
  return headerSource('X-Forwarded-Tls-Client-Cert', base64List, options)
}

/** Google Cloud load balancers with a custom header of `{client_cert_leaf}`: the form of RFC 9440. */
export function gcp(options?: HeaderSourceOptions): CertificateSource {
  return headerSource('X-Client-Cert-Leaf', structuredBytes, options)
}

/** The same with `{client_cert_sha256_fingerprint}`: base64 without padding, in the usual alphabet. */
export function gcpFingerprint(options?: HeaderSourceOptions): CertificateSource {
  return headerSource('X-Client-Cert-Fingerprint', fingerprint, options)
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
  return headerSource(options.header, (value) => decodeCustom(decode, value), options)
}

function structuredBytes(value: string): CertificateEvidence | undefined {
  return plainBase64(/^:([^:]*):$/.exec(value)?.[1] ?? '')
}

function escapedPem(value: string): CertificateEvidence | undefined {
  return asEvidence(fromEscapedPem(value))
}

function escapedPemChain(value: string): CertificateEvidence | undefined {
  return asEvidence(fromEscapedChain(value))
}

function plainBase64(value: string): CertificateEvidence | undefined {
  return asEvidence(fromBase64(value))
}

function base64List(value: string): CertificateEvidence | undefined {
  return asEvidence(fromBase64List(value))
}

function fingerprint(value: string): CertificateEvidence | undefined {
  if (!/^[A-Za-z0-9+/]{43}$/.test(value)) return undefined
  return { kind: 'thumbprint', thumbprint: value.replaceAll('+', '-').replaceAll('/', '_') }
}

/** What somebody else's function makes of untrusted text: no exception is a refusal of its own. */
function decodeCustom(
  decode: (value: string) => Uint8Array | undefined,
  value: string,
): CertificateEvidence | undefined {
  try {
    const der = decode(value)
    return der !== undefined && isCertificate(der) ? asEvidence(der) : undefined
  } catch {
    return undefined
  }
}

function asEvidence(der: Uint8Array | undefined): CertificateEvidence | undefined {
  return der === undefined ? undefined : { kind: 'certificate', der }
}
