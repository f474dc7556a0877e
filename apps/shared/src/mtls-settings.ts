import {
  alb,
  azure,
  type CertificateSource,
  clientCertHeader,
  gcp,
  haproxy,
  type MtlsOptions,
  nginx,
  type ResourceServerOptions,
  traefik,
  xForwardedClientCert,
} from '@portcullis/core'
import { checkOptions } from './check-options.js'
import { refuse } from './environment-error.js'
import { readChoice, readText, type Variables } from './read.js'

const sources: Readonly<Record<string, () => 'tls' | CertificateSource>> = {
  tls: () => 'tls',
  'client-cert': clientCertHeader,
  xfcc: xForwardedClientCert,
  nginx,
  haproxy,
  alb,
  azure,
  traefik,
  gcp,
}

type ProxySettings = Pick<ResourceServerOptions, 'trustedProxies'>

/** Reads `TRUSTED_PROXIES`: CIDR blocks, separated by spaces. */
export function proxySettings(variables: Variables, base: ResourceServerOptions): ProxySettings {
  const trustedProxies = readText(variables, 'TRUSTED_PROXIES')?.split(/\s+/)
  if (trustedProxies === undefined) return {}
  checkOptions('TRUSTED_PROXIES', { ...base, trustedProxies })
  return { trustedProxies }
}

/** Reads `MTLS` and `CLIENT_CERTIFICATE`. */
export function mtlsSettings(
  variables: Variables,
  base: ResourceServerOptions,
): { readonly mtls: MtlsOptions } {
  const mode = readChoice(variables, 'MTLS', ['off', 'allowed', 'required'])
  const name = readChoice(variables, 'CLIENT_CERTIFICATE', ['tls', ...Object.keys(sources)])
  if (mode === 'off') return { mtls: { mode } }
  if (name !== 'tls' && base.trustedProxies === undefined) {
    const sentence = `is missing: CLIENT_CERTIFICATE=${name} needs the addresses of the proxies, as in 10.0.0.0/8`
    throw refuse('TRUSTED_PROXIES', sentence)
  }
  const mtls = { mode, certificateFrom: sources[name]?.() ?? 'tls' }
  checkOptions('MTLS', { ...base, mtls })
  return { mtls }
}
