import { randomBytes, sign } from 'node:crypto'
import { algorithmDetail } from '../keys/algorithms.js'
import type { TestKey } from '../keys/signing-key.js'

const sequence = 0x30
const integer = 0x02
const bitString = 0x03
const utf8String = 0x0c
const utcTime = 0x17
const set = 0x31

const commonName = Buffer.from('0603550403', 'hex')
/** AlgorithmIdentifiers for SHA-256 signatures (RFC 4055, RFC 5758) and Ed25519 (RFC 8410). */
const signatureAlgorithms = {
  rsa: Buffer.from('300d06092a864886f70d01010b0500', 'hex'),
  ec: Buffer.from('300a06082a8648ce3d040302', 'hex'),
  ed25519: Buffer.from('300506032b6570', 'hex'),
}

/** The smallest X.509 certificate (version 1) that carries a key and is signed by it; DER. */
export function selfSignedCertificate(key: TestKey, name: string): Buffer {
  const { family } = algorithmDetail(key.algorithm)
  const algorithm = signatureAlgorithms[family]
  const body = toBeSigned(key, name, algorithm)
  const signature = sign(family === 'ed25519' ? null : 'sha256', body, key.privateKey)
  return der(sequence, body, algorithm, der(bitString, Buffer.of(0), signature))
}

function toBeSigned(key: TestKey, name: string, algorithm: Buffer): Buffer {
  const serial = der(integer, Buffer.of(1), randomBytes(8))
  const who = der(sequence, der(set, der(sequence, commonName, der(utf8String, Buffer.from(name)))))
  const validity = der(sequence, time('200101000000Z'), time('491231235959Z'))
  const publicKey = key.publicKey.export({ format: 'der', type: 'spki' })
  return der(sequence, serial, algorithm, who, validity, who, publicKey)
}

function time(text: string): Buffer {
  return der(utcTime, Buffer.from(text))
}

function der(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents)
  return Buffer.concat([Buffer.of(tag), lengthOf(content), content])
}

function lengthOf({ length }: Buffer): Buffer {
  if (length < 0x80) return Buffer.of(length)
  if (length < 0x100) return Buffer.of(0x81, length)
  return Buffer.of(0x82, length >> 8, length & 0xff)
}
