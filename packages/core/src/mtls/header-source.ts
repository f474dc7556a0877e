import { ConfigurationError, type Denial, deny } from '../errors/index.js'
import { printable } from '../lib/printable.js'
import type { ResourceRequest } from '../request/index.js'
import type {
  CertificateEvidence,
  CertificateSource,
  CertificateTrust,
} from './certificate-source.js'

/** A certificate that a proxy forwards in a header. */
export interface HeaderSourceOptions extends CertificateTrust {
  /** Name of the header, where the proxy was told another. */
  readonly header?: string
  /**
   * Headers of the proxy that must say exactly this beside a certificate, e.g.
   * `{ 'X-SSL-Client-Verify': 'SUCCESS' }`. Default: none, because a bound token needs no trusted chain
   * (RFC 8705 §6.2).
   */
  readonly verifiedWhen?: Readonly<Record<string, string>>
}

/** Reads the value of a header, or finds that it does not hold one certificate. */
export type Decoder = (value: string) => CertificateEvidence | undefined

type Verification = readonly (readonly [header: string, value: string])[]

/** A leaf of a usual size has 1 to 2 KiB; this is far more than any. */
const maximumHeaderLength = 16_384

export function headerSource(
  usualHeader: string,
  decode: Decoder,
  options: HeaderSourceOptions = {},
): CertificateSource {
  const header = readName(options.header ?? usualHeader)
  const verification = Object.entries(options.verifiedWhen ?? {}).map(
    ([name, value]) => [readName(name), value] as const,
  )
  return {
    header,
    trust: options,
    read: (request) => readHeader(request, header, decode, verification),
  }
}

function readName(name: string): string {
  if (/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/.test(name)) return name.toLowerCase()
  const message = `The certificate header is ${printable(name)}: write the name of a header`
  throw new ConfigurationError('option_invalid', message)
}

/** One field line with one certificate, or none; anything else is refused, not taken as none. */
function readHeader(
  request: ResourceRequest,
  header: string,
  decode: Decoder,
  verification: Verification,
): CertificateEvidence | Denial {
  const values = request.header(header)
  if (values.length > 1) {
    return deny('certificate_repeated', `${values.length} ${header} headers came, one may`)
  }
  const value = values[0]?.trim() ?? ''
  if (value === '') return { kind: 'none' }
  const evidence = value.length > maximumHeaderLength ? undefined : decode(value)
  if (evidence === undefined) {
    return deny('certificate_malformed', `${header} does not hold one certificate`)
  }
  return checkVerification(request, verification) ?? evidence
}

function checkVerification(
  request: ResourceRequest,
  verification: Verification,
): Denial | undefined {
  for (const [header, value] of verification) {
    const values = request.header(header)
    if (values.length === 1 && values[0]?.trim() === value) continue
    return deny(
      'certificate_not_verified',
      `${header} is ${printable(values)}, ${printable(value)} is expected`,
    )
  }
  return undefined
}
