import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { IntrospectionEntry } from '@portcullis/core'
import { entryText, maximumTextLength, readEntryText } from './entry-text.js'

/** Why a value of Redis is not believed. */
export type ValueFault = 'malformed' | 'not_encrypted' | 'not_decryptable'

/** Entries as they are in Redis. */
export interface ValueCodec {
  /** Nothing when the entry is too long to be kept. */
  write(key: string, entry: IntrospectionEntry): string | undefined
  read(key: string, value: unknown): IntrospectionEntry | ValueFault
}

const plainMark = 'p1.'
const sealedMark = 's1.'
const cipher = 'aes-256-gcm'
const ivLength = 12
const tagLength = 16

/** The claims are legible for whoever can read Redis. */
export const plainCodec: ValueCodec = {
  write(_key, entry) {
    const text = entryText(entry)
    return text.length > maximumTextLength ? undefined : plainMark + text
  },
  read(_key, value) {
    if (typeof value !== 'string' || value.length > 2 * maximumTextLength) return 'malformed'
    if (value.startsWith(sealedMark)) return 'not_decryptable'
    if (!value.startsWith(plainMark)) return 'malformed'
    return readEntryText(value.slice(plainMark.length)) ?? 'malformed'
  },
}

/**
 * AES-256-GCM. The key in Redis is authenticated as well, so that no value passes under another; a plain
 * value is not believed.
 *
 * @param secrets - of 32 bytes each: the first encrypts, all decrypt
 */
export function sealedCodec(secrets: readonly [Uint8Array, ...Uint8Array[]]): ValueCodec {
  return {
    write(key, entry) {
      const text = entryText(entry)
      return text.length > maximumTextLength ? undefined : sealedMark + seal(secrets[0], key, text)
    },
    read(key, value) {
      if (typeof value !== 'string' || value.length > 6 * maximumTextLength) return 'malformed'
      if (value.startsWith(plainMark)) return 'not_encrypted'
      if (!value.startsWith(sealedMark)) return 'malformed'
      const bytes = Buffer.from(value.slice(sealedMark.length), 'base64url')
      if (bytes.length <= ivLength + tagLength) return 'malformed'
      for (const secret of secrets) {
        const text = open(secret, key, bytes)
        if (text !== undefined) return readEntryText(text) ?? 'malformed'
      }
      return 'not_decryptable'
    },
  }
}

/** A random IV of 96 bits: one key is good for some billions of values (NIST SP 800-38D §8.3). */
function seal(secret: Uint8Array, key: string, text: string): string {
  const iv = randomBytes(ivLength)
  const sealing = createCipheriv(cipher, secret, iv, { authTagLength: tagLength })
  sealing.setAAD(Buffer.from(key))
  const parts = [iv, sealing.update(text, 'utf8'), sealing.final(), sealing.getAuthTag()]
  return Buffer.concat(parts).toString('base64url')
}

function open(secret: Uint8Array, key: string, bytes: Buffer): string | undefined {
  const iv = bytes.subarray(0, ivLength)
  const opening = createDecipheriv(cipher, secret, iv, { authTagLength: tagLength })
  opening.setAAD(Buffer.from(key))
  opening.setAuthTag(bytes.subarray(-tagLength))
  try {
    const start = opening.update(bytes.subarray(ivLength, -tagLength))
    return Buffer.concat([start, opening.final()]).toString('utf8')
  } catch {
    return undefined
  }
}
