import { createHash, randomBytes } from 'node:crypto'
import { encode } from '../../jws/sign-compact.js'
import type { DefectTable, ProofDraft } from '../draft.js'
import { createProofKey } from '../proof-key.js'
import { mutate, ofKey } from './key.js'

/** An RSA key that is incomplete, too weak or too costly (RFC 7518 section 3.3). */
export const rsaDefects = {
  'rsa-without-n': { draft: (draft) => mutate(asRsa(draft), { n: undefined }) },
  'rsa-without-e': { draft: (draft) => mutate(asRsa(draft), { e: undefined }) },
  'rsa-1024': { draft: asRsa },
  /** Of a size that takes a hundred times as long to verify with. */
  'rsa-16384': { draft: (draft) => mutate(asRsa(draft), { n: encode(modulus(16_384)) }) },
  /** A text is its own signature: anybody signs for this key. */
  'rsa-exponent-one': {
    draft: (draft) => mutate(asRsa(draft), { n: encode(modulus(2048)), e: 'AQ' }),
    proof: signWithNothing,
  },
  'rsa-exponent-huge': {
    draft: (draft) => mutate(asRsa(draft), { n: encode(modulus(2048)), e: encode(modulus(1024)) }),
  },
} as const satisfies DefectTable

/** A larger key takes long to make, and none of these is ever verified with. */
function asRsa(draft: ProofDraft): ProofDraft {
  return ofKey(draft, createProofKey('RS256', { modulusLength: 1024 }))
}

/** An odd number of so many bits. */
function modulus(bits: number): Uint8Array {
  const bytes = randomBytes(bits / 8)
  bytes[0] = (bytes[0] ?? 0) | 0x80
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) | 1
  return bytes
}

/** The padded digest itself (RFC 8017 section 9.2). */
function signWithNothing(proof: string): string {
  const text = proof.slice(0, proof.lastIndexOf('.'))
  const digest = createHash('sha256').update(text).digest()
  const info = Buffer.concat([Buffer.from('3031300d060960864801650304020105000420', 'hex'), digest])
  const padding = Buffer.alloc(256 - 3 - info.length, 0xff)
  return `${text}.${encode(Buffer.concat([Buffer.of(0, 1), padding, Buffer.of(0), info]))}`
}
