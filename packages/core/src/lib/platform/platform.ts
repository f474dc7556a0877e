import type { Algorithm } from '../algorithms.js'
import type { MaybePromise } from '../maybe-promise.js'

/** A WebCrypto key: what jose imports. */
export type ImportedKey = Parameters<typeof crypto.subtle.verify>[1]

/** A public key made ready for one algorithm. What is inside belongs to the platform. */
export interface PreparedKey {
  readonly algorithm: Algorithm
  readonly handle: unknown
}

/** Where others in the process may listen (`node:diagnostics_channel`). */
export interface Channel {
  readonly hasSubscribers: boolean
  publish(event: object): void
}

/** What `node.ts` and `web.ts` both offer; chosen by import condition (`#platform`). */
export interface Platform {
  /** SHA-256 of ASCII text, as base64url. */
  sha256(text: string): MaybePromise<string>
  /** SHA-256 of bytes, as base64url. */
  sha256Bytes(bytes: Uint8Array): MaybePromise<string>
  /** HMAC with SHA-256 of ASCII text, as base64url. */
  hmacSha256(secret: Uint8Array, text: string): MaybePromise<string>
  /** Whether the bytes are one X.509 certificate in DER and nothing else. */
  isCertificate(der: Uint8Array): boolean
  /** Whether this process is one of several that share a port (`node:cluster`). */
  isClusterWorker(): boolean
  /** The channel of that name, where the platform has any. */
  channel(name: string): Channel | undefined
  /** Bytes of text that is known to be base64url. */
  decodeBase64Url(text: string): Uint8Array
  /** Text of bytes, or nothing where they are not UTF-8. */
  decodeUtf8(bytes: Uint8Array): string | undefined
  /** Readies a key that jose imported. */
  prepareKey(key: ImportedKey, algorithm: Algorithm): PreparedKey
  /** Whether the signature over the ASCII text is the key's. A malformed signature is `false`. */
  verifySignature(
    key: PreparedKey,
    signedText: string,
    signature: Uint8Array,
  ): MaybePromise<boolean>
}
