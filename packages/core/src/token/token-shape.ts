import { decodeBase64UrlText } from '../lib/base64url.js'
import { BoundedCache } from '../lib/bounded-cache.js'
import { deepFreeze } from '../lib/deep-freeze.js'
import { JsonFault, type JsonObject, parseJsonObject } from '../lib/json.js'
import { ownText } from '../lib/own-text.js'

/** Three parts and a JSON header with `alg`: some JWS. Nothing about it is verified. */
export interface UnverifiedJws {
  readonly kind: 'jws'
  readonly token: string
  /** Parsed, unverified JOSE header. */
  readonly header: JsonObject
  readonly headerSegment: string
  readonly payloadSegment: string
  readonly signatureSegment: string
  /** Length of `header.payload`, the text that the signature covers. */
  readonly signedLength: number
}

/** Five parts and a JSON header with `alg`: some JWE. */
export interface UnverifiedJwe {
  readonly kind: 'jwe'
}

/** Begins like a JWT but is not one: never worth a question to an issuer. */
export interface BrokenJwt {
  readonly kind: 'broken'
  readonly fault: string
}

/** Anything else: for us a reference. */
export interface OpaqueToken {
  readonly kind: 'opaque'
  readonly token: string
}

/** What a token looks like, before anything in it is believed. */
export type TokenShape = UnverifiedJws | UnverifiedJwe | BrokenJwt | OpaqueToken

/**
 * Looks at a token's structure, only to choose who validates it. A dot proves nothing: a token is of
 * the JWT family when its first part is a JSON header that names an `alg`.
 */
export function sniffToken(token: string): TokenShape {
  const firstDot = token.indexOf('.')
  if (firstDot === -1) return { kind: 'opaque', token }
  const segment = token.slice(0, firstDot)
  const known = knownHeaders.get(segment)
  if (known !== undefined) return sniffParts(token, segment, known)
  const text = decodeBase64UrlText(segment)
  if (text === undefined) return sniffLenient(token, segment)
  const header = parseJsonObject(text)
  if (header instanceof JsonFault) return sniffFaultyHeader(token, header, text)
  if (header.alg === undefined) return { kind: 'opaque', token }
  if (segment.length <= maximumKnownHeader) knownHeaders.set(ownText(segment), deepFreeze(header))
  return sniffParts(token, segment, header)
}

/**
 * Headers by their text: an issuer writes the same one over all its tokens, a client over all its proofs.
 * What a text parses to depends on nothing else, so this may be shared by all guards.
 */
const knownHeaders = new BoundedCache<JsonObject>(1000)
const maximumKnownHeader = 1024

/** Counts no further than it must: a token of ten thousand dots is told after six. */
function sniffParts(token: string, headerSegment: string, header: JsonObject): TokenShape {
  const parts = token.split('.', 6)
  if (parts.length === 5) return { kind: 'jwe' }
  if (parts.length !== 3) return broken('It has a JOSE header but neither three parts nor five')
  const [, payloadSegment = '', signatureSegment = ''] = parts
  const signedLength = headerSegment.length + 1 + payloadSegment.length
  return {
    kind: 'jws',
    token,
    header,
    headerSegment,
    payloadSegment,
    signatureSegment,
    signedLength,
  }
}

function sniffFaultyHeader(token: string, fault: JsonFault, text: string): TokenShape {
  if (fault.reason === 'duplicate_member' || fault.reason === 'too_deep') {
    return broken(`Its header is refused: ${fault.reason.replace('_', ' ')}`)
  }
  return looksLikeHeader(text) ? broken('Bytes follow the JSON of its header') : opaque(token)
}

/** Padding or the other alphabet do not turn a JWT into a reference token. */
function sniffLenient(token: string, segment: string): TokenShape {
  const rewritten = segment.replace(/=+$/, '').replaceAll('+', '-').replaceAll('/', '_')
  const text = decodeBase64UrlText(rewritten)
  if (text === undefined) return opaque(token)
  const header = parseJsonObject(text)
  if (header instanceof JsonFault || header.alg === undefined) return opaque(token)
  return broken('Its header is not canonical base64url')
}

function looksLikeHeader(text: string): boolean {
  return /^\s*\{\s*"/.test(text) && text.includes('"alg"')
}

function broken(fault: string): BrokenJwt {
  return { kind: 'broken', fault }
}

function opaque(token: string): OpaqueToken {
  return { kind: 'opaque', token }
}
