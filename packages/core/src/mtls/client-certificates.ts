import { type Denial, isDenial } from '../errors/index.js'
import type { AddressMatcher } from '../lib/cidr.js'
import { sha256, sha256Bytes } from '../lib/digest.js'
import { andThen, type MaybePromise } from '../lib/maybe-promise.js'
import type { ResourceRequest } from '../request/index.js'
import type { CertificateSource, SharedSecret } from './certificate-source.js'

export interface ClientCertificateSettings {
  readonly source: CertificateSource
  /** Whose header is believed, as far as addresses decide. */
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

  /** Tells of a stranger who sends the header; what became of the request does not matter. */
  watch(request: ResourceRequest): MaybePromise<void> {
    const { source, onUntrustedHeader } = this.#settings
    const { header } = source
    if (header === undefined || request.header(header).length === 0) return undefined
    return andThen(this.#isTrusted(request), (trusted) => {
      if (!trusted) onUntrustedHeader(request, header)
    })
  }

  /** Nothing when no certificate was presented, or none that is believed (RFC 9440 §4). */
  thumbprint(request: ResourceRequest): MaybePromise<string | undefined | Denial> {
    const { source } = this.#settings
    if (source.header === undefined) return readThumbprint(request, source)
    return andThen(this.#isTrusted(request), (trusted) =>
      trusted ? readThumbprint(request, source) : undefined,
    )
  }

  #isTrusted(request: ResourceRequest): MaybePromise<boolean> {
    const { source, isTrustedProxy } = this.#settings
    if (!isTrustedProxy(request.peer?.address)) return false
    const { sharedSecret } = source.trust
    return sharedSecret === undefined || knowsSecret(request, sharedSecret)
  }
}

function readThumbprint(
  request: ResourceRequest,
  source: CertificateSource,
): MaybePromise<string | undefined | Denial> {
  const evidence = source.read(request)
  if (isDenial(evidence)) return evidence
  if (evidence.kind === 'certificate') return sha256Bytes(evidence.der)
  return evidence.kind === 'thumbprint' ? evidence.thumbprint : undefined
}

/** Digests are compared, so that time tells nothing about the secret. */
function knowsSecret(
  request: ResourceRequest,
  { header, secret }: SharedSecret,
): MaybePromise<boolean> {
  const values = request.header(header.toLowerCase())
  const [value] = values
  if (value === undefined || values.length !== 1 || !/^[!-~]+$/.test(value)) return false
  return andThen(sha256(value), (given) => andThen(sha256(secret), (own) => given === own))
}
