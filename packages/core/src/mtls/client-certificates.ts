import { type Denial, isDenial } from '../errors/index.js'
import type { AddressMatcher } from '../lib/cidr.js'
import { sha256, sha256Bytes } from '../lib/digest.js'
import type { ResourceRequest } from '../request/index.js'
import type { CertificateSource } from './certificate-source.js'

export interface ClientCertificateSettings {
  readonly source: CertificateSource
  /** Whose header is believed. */
  readonly isTrustedProxy: AddressMatcher
  /** Told when somebody else sends the header. */
  readonly onUntrustedHeader: (request: ResourceRequest, header: string) => void
}

/** Finds the thumbprint of the certificate that a request was made with (RFC 8705 §3.1). */
export class ClientCertificates {
  readonly #settings: ClientCertificateSettings

  constructor(settings: ClientCertificateSettings) {
    this.#settings = settings
  }

  /** Headers that answers depend on, for `Vary` (RFC 9440 §2.4). */
  get header(): string | undefined {
    return this.#settings.source.header
  }

  /** Nothing when no certificate was presented, or none that is believed. */
  async thumbprint(request: ResourceRequest): Promise<string | undefined | Denial> {
    const { source } = this.#settings
    if (source.header !== undefined && !(await this.#isTrusted(request, source.header))) {
      return undefined
    }
    const evidence = source.read(request)
    if (isDenial(evidence)) return evidence
    if (evidence.kind === 'certificate') return sha256Bytes(evidence.der)
    return evidence.kind === 'thumbprint' ? evidence.thumbprint : undefined
  }

  /** A stranger's header is taken as no certificate (RFC 9440 §4), and somebody should know. */
  async #isTrusted(request: ResourceRequest, header: string): Promise<boolean> {
    const { source, isTrustedProxy, onUntrustedHeader } = this.#settings
    const secret = source.trust?.sharedSecret
    const trusted =
      secret === undefined
        ? isTrustedProxy(request.peer?.address)
        : await knowsSecret(request, secret)
    if (!trusted && request.header(header).length > 0) onUntrustedHeader(request, header)
    return trusted
  }
}

/** Digests are compared, so that time tells nothing about the secret. */
async function knowsSecret(
  request: ResourceRequest,
  { header, secret }: { readonly header: string; readonly secret: string },
): Promise<boolean> {
  const values = request.header(header.toLowerCase())
  const [value] = values
  if (value === undefined || values.length !== 1) return false
  return (await sha256(encodeURIComponent(value))) === (await sha256(encodeURIComponent(secret)))
}
