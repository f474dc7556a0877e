import { type Algorithm, type AlgorithmFacts, algorithms } from '../algorithms.js'
import type { ImportedKey, Platform, PreparedKey } from './platform.js'

const encoder = new TextEncoder()

export const sha256: Platform['sha256'] = async (text) => {
  const digest = await crypto.subtle.digest('SHA-256', encoder.encode(text))
  return encodeBase64Url(new Uint8Array(digest))
}

export const sha256Bytes: Platform['sha256Bytes'] = async (bytes) => {
  const digest = await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>)
  return encodeBase64Url(new Uint8Array(digest))
}

export const hmacSha256: Platform['hmacSha256'] = async (secret, text) => {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const bytes = secret as Uint8Array<ArrayBuffer>
  const key = await crypto.subtle.importKey('raw', bytes, algorithm, false, ['sign'])
  return encodeBase64Url(
    new Uint8Array(await crypto.subtle.sign('HMAC', key, encoder.encode(text))),
  )
}

/** No parser here: one DER SEQUENCE of two SEQUENCEs and more. The digest decides all the same. */
export const isCertificate: Platform['isCertificate'] = (der) =>
  der[0] === 0x30 && der[1] === 0x82 && ((der[2] ?? 0) << 8) + (der[3] ?? 0) + 4 === der.length

/** A web runtime gives no sign of its neighbours. */
export const isClusterWorker: Platform['isClusterWorker'] = () => false

export const channel: Platform['channel'] = () => undefined

function encodeBase64Url(bytes: Uint8Array): string {
  const base64 = btoa(String.fromCharCode(...bytes))
  return base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

export const decodeBase64Url: Platform['decodeBase64Url'] = (text) => {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(binary, (character) => character.charCodeAt(0))
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export const decodeUtf8: Platform['decodeUtf8'] = (bytes) => {
  try {
    return utf8.decode(bytes)
  } catch {
    return undefined
  }
}

export const prepareKey: Platform['prepareKey'] = (key, algorithm) => ({ algorithm, handle: key })

type VerifyParameters = Parameters<typeof crypto.subtle.verify>[0]

function verifyParameters(algorithm: Algorithm): VerifyParameters {
  const { scheme, digest }: AlgorithmFacts = algorithms[algorithm]
  if (scheme === 'ecdsa') return { name: 'ECDSA', hash: digest ?? '' }
  if (scheme === 'pss') return { name: 'RSA-PSS', saltLength: Number(digest?.slice(4)) / 8 }
  return scheme === 'pkcs1' ? 'RSASSA-PKCS1-v1_5' : 'Ed25519'
}

export const verifySignature: Platform['verifySignature'] = async (key, signedText, signature) => {
  try {
    return await crypto.subtle.verify(
      verifyParameters(key.algorithm),
      key.handle as ImportedKey,
      signature as Uint8Array<ArrayBuffer>,
      encoder.encode(signedText),
    )
  } catch {
    return false
  }
}

export type { PreparedKey }
