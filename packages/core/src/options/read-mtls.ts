import { type AddressMatcher, createAddressMatcher } from '../lib/cidr.js'
import { isJsonObject } from '../lib/json.js'
import {
  type CertificateSource,
  type HeaderSourceOptions,
  type SharedSecret,
  tlsCertificate,
} from '../mtls/index.js'
import {
  given,
  hasMethods,
  invalid,
  missing,
  optional,
  readTable,
  refuse,
  strings,
} from './read.js'
import { withMode } from './read-mode.js'
import type { MtlsOptions, ResourceServerOptions } from './resource-server-options.js'

/** Where certificates come from, with everything decided. */
export interface MtlsSettings {
  readonly required: boolean
  readonly source: CertificateSource
  /** Whose certificate header is believed. */
  readonly isTrustedProxy: AddressMatcher
}

const mtls = withMode(['off', 'allowed', 'required'], {
  certificateFrom: given,
} satisfies Record<Exclude<keyof MtlsOptions, 'mode'>, unknown>)

const source = {
  header: given,
  trustedProxies: optional(readTrustedProxies),
  sharedSecret: optional(readSharedSecret),
  verifiedWhen: given,
} satisfies Record<keyof HeaderSourceOptions, unknown>

/** Reads `mtls`; nothing where it is off. A header without a rule whom to believe is refused. */
export function readMtls(
  value: ResourceServerOptions['mtls'],
  guardTrusts: AddressMatcher | undefined,
): MtlsSettings | undefined {
  const { mode, certificateFrom } = mtls(value, 'mtls')
  if (mode === 'off') return undefined
  return { required: mode === 'required', ...readSource(certificateFrom, guardTrusts) }
}

/** Trusted are the proxies of the source itself, else whoever knows its secret, else those of the guard. */
function readSource(
  value: unknown,
  guardTrusts: AddressMatcher | undefined,
): Omit<MtlsSettings, 'required'> {
  const option = 'mtls.certificateFrom'
  const from =
    value === undefined || value === 'tls' ? tlsCertificate : given<CertificateSource>(value)
  if (!hasMethods(from, 'read') || !isJsonObject(from.trust)) {
    return invalid(option, value, "'tls', or a source such as clientCertHeader()")
  }
  const { trustedProxies, sharedSecret } = readTable(from.trust, source, option, '')
  const anybody = sharedSecret !== undefined || from.header === undefined
  const isTrustedProxy =
    trustedProxies ??
    (anybody ? () => true : guardTrusts) ??
    missing(
      `trustedProxies is missing: the header ${from.header} could come from anybody; write trustedProxies: ['10.0.0.0/8'] with the addresses of your proxies, or a sharedSecret header`,
    )
  return { source: from, isTrustedProxy }
}

/** The value of a secret is in no message. */
function readSharedSecret(value: unknown): SharedSecret {
  const { header, secret } = given<Partial<SharedSecret>>(value ?? {})
  const named = typeof header === 'string' && /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/.test(header)
  return named && typeof secret === 'string' && /^[!-~]{32,}$/.test(secret)
    ? { header, secret }
    : refuse(
        'sharedSecret is not usable: write { header, secret } with a secret of 32 characters or more, of ASCII and without spaces',
      )
}

const blocks = "CIDR blocks, as in ['10.0.0.0/8', '::1/128']"

/** CIDR blocks or single addresses. */
export function readTrustedProxies(value: unknown, option: string): AddressMatcher {
  const list = strings(blocks)(value, option)
  return createAddressMatcher(list) ?? invalid(option, list, blocks)
}
