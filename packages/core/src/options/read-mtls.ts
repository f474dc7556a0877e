import { ConfigurationError } from '../errors/index.js'
import { type AddressMatcher, createAddressMatcher } from '../lib/cidr.js'
import { isJsonObject } from '../lib/json.js'
import {
  type CertificateSource,
  type HeaderSourceOptions,
  type SharedSecret,
  tlsCertificate,
} from '../mtls/index.js'
import { invalid, readChoice, readStrings, refuseUnknown } from './read.js'
import type { MtlsOptions, ResourceServerOptions } from './resource-server-options.js'

/** Where certificates come from, with everything decided. */
export interface MtlsSettings {
  readonly required: boolean
  readonly source: CertificateSource
  /** Whose certificate header is believed. */
  readonly isTrustedProxy: AddressMatcher
}

const modes = ['off', 'allowed', 'required'] as const

const sourceOptions = [
  'header',
  'trustedProxies',
  'sharedSecret',
  'verifiedWhen',
] as const satisfies readonly (keyof HeaderSourceOptions)[]

/** Reads `mtls`; nothing where it is off. A header without a rule whom to believe is refused. */
export function readMtls(
  mtls: ResourceServerOptions['mtls'],
  guardTrusts: AddressMatcher | undefined,
): MtlsSettings | undefined {
  const options = readShape(mtls)
  const mode = readChoice(typeof mtls === 'object' ? 'mtls.mode' : 'mtls', options.mode, modes)
  if (mode === 'off') return undefined
  const source = readSource(options.certificateFrom)
  return {
    required: mode === 'required',
    source,
    isTrustedProxy: readTrust(source, guardTrusts),
  }
}

function readShape(mtls: ResourceServerOptions['mtls']): MtlsOptions {
  if (mtls === undefined || typeof mtls === 'string')
    return mtls === undefined ? {} : { mode: mtls }
  if (!isJsonObject(mtls)) throw invalid('mtls', mtls, "'off', 'allowed', 'required' or an object")
  refuseUnknown('mtls', mtls, ['mode', 'certificateFrom'])
  const { mode = 'allowed', certificateFrom } = mtls as MtlsOptions
  return certificateFrom === undefined ? { mode } : { mode, certificateFrom }
}

function readSource(value: unknown): CertificateSource {
  if (value === undefined || value === 'tls') return tlsCertificate
  const source = value as CertificateSource | null
  if (
    typeof source === 'object' &&
    typeof source?.read === 'function' &&
    isJsonObject(source.trust)
  ) {
    refuseUnknown('mtls.certificateFrom', source.trust, sourceOptions)
    return source
  }
  throw invalid('mtls.certificateFrom', value, "'tls', or a source such as clientCertHeader()")
}

/** The proxies of the source itself, else whoever knows its secret, else the proxies of the guard. */
function readTrust(
  { header, trust }: CertificateSource,
  guardTrusts: AddressMatcher | undefined,
): AddressMatcher {
  const { trustedProxies, sharedSecret } = trust
  if (sharedSecret !== undefined) checkSecret(sharedSecret)
  if (trustedProxies !== undefined) return readTrustedProxies('trustedProxies', trustedProxies)
  if (sharedSecret !== undefined || header === undefined) return () => true
  if (guardTrusts !== undefined) return guardTrusts
  throw new ConfigurationError(
    'option_missing',
    `trustedProxies is missing: the header ${header} could come from anybody; write trustedProxies: ['10.0.0.0/8'] with the addresses of your proxies, or a sharedSecret header`,
  )
}

/** The value of a secret is in no message. */
function checkSecret(value: unknown): void {
  const { header, secret } = (isJsonObject(value) ? value : {}) as Partial<SharedSecret>
  const named = typeof header === 'string' && /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/.test(header)
  if (named && typeof secret === 'string' && /^[!-~]{32,}$/.test(secret)) return
  throw new ConfigurationError(
    'option_invalid',
    'sharedSecret is not usable: write { header, secret } with a secret of 32 characters or more, of ASCII and without spaces',
  )
}

/** CIDR blocks or single addresses. */
export function readTrustedProxies(option: string, value: unknown): AddressMatcher {
  const blocks = readStrings(option, value, "CIDR blocks, as in ['10.0.0.0/8']")
  const matcher = createAddressMatcher(blocks)
  if (matcher !== undefined) return matcher
  throw invalid(option, blocks, "CIDR blocks, as in ['10.0.0.0/8', '::1/128']")
}
