import { constants, createHash, type KeyObject, privateEncrypt, sign } from 'node:crypto'
import { createTestIssuer, generateSigningKey } from '@portcullis/testing'
import { describe, expect, test } from 'vitest'
import { guardFor, present } from '../support/guard.js'
import { encode } from '../support/tokens.js'

const key = generateSigningKey('RS256')
const { alg: _, ...unnamed } = key.publicJwk

/** DigestInfo prefixes of RFC 8017 §9.2. */
const prefixes = {
  sha1: '3021300906052b0e03021a05000414',
  sha256: '3031300d060960864801650304020105000420',
  sha384: '3041300d060960864801650304020205000430',
  sha512: '3051300d060960864801650304020305000440',
} as const

type Digest = keyof typeof prefixes

const issuer = await createTestIssuer()
issuer.keys.replaceAll([unnamed])
const guard = guardFor(issuer)

/** Presents a token that says RS256 and is signed in this way. */
async function presentSigned(makeSignature: (text: string) => Uint8Array): Promise<string> {
  const header = { alg: 'RS256', typ: 'at+jwt', kid: key.kid }
  const text = `${encode(JSON.stringify(header))}.${encode(JSON.stringify(issuer.claims()))}`
  return present(guard, `${text}.${encode(makeSignature(text))}`)
}

function hash(digest: string, text: string): Buffer {
  return createHash(digest).update(text).digest()
}

/** The RSA operation over a padded block of our own making. */
function encrypted(privateKey: KeyObject, block: Uint8Array): Buffer {
  return privateEncrypt({ key: privateKey, padding: constants.RSA_NO_PADDING }, block)
}

/** EMSA-PKCS1-v1_5 of 256 bytes: 00 01 FF … 00 content; filled up at the end where it is shorter. */
function block(content: Uint8Array, padding = 256 - content.length - 3): Buffer {
  const start = Buffer.concat([Buffer.of(0, 1), Buffer.alloc(padding, 0xff), Buffer.of(0), content])
  return Buffer.concat([start, Buffer.alloc(256 - start.length, 0xaa)])
}

function digestInfo(named: Digest, value: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(prefixes[named], 'hex'), value])
}

describe('the digest inside a PKCS #1 signature is that of RS256', () => {
  test('[R33, R64] the one made by hand as it should be passes, so the others fail for their fault', async () => {
    const good = (text: string) =>
      encrypted(key.privateKey, block(digestInfo('sha256', hash('sha256', text))))
    expect(await presentSigned(good)).toBe('granted')
  })

  test.each(['sha1', 'sha384', 'sha512'] as const)('[R33, R48] %s is refused', async (digest) => {
    const made = (text: string) => sign(digest, Buffer.from(text), key.privateKey)
    expect(await presentSigned(made)).toBe('signature_invalid')
  })

  test.each<[what: string, content: (text: string) => Uint8Array, padding?: number]>([
    ['SHA-256 under the name of SHA-1', (text) => digestInfo('sha1', hash('sha256', text))],
    ['SHA-1 under the name of SHA-256', (text) => digestInfo('sha256', hash('sha1', text))],
    ['SHA-256 under the name of SHA-512', (text) => digestInfo('sha512', hash('sha256', text))],
    ['no name at all', (text) => hash('sha256', text)],
    ['an empty digest', () => digestInfo('sha256', Buffer.of())],
    [
      'bytes after the digest',
      (text) => Buffer.concat([digestInfo('sha256', hash('sha256', text)), Buffer.of(0)]),
    ],
    ['short padding and rubbish behind', (text) => digestInfo('sha256', hash('sha256', text)), 8],
    ['no padding and rubbish behind', (text) => digestInfo('sha256', hash('sha256', text)), 0],
  ])('[R33, R48] %s is refused', async (_what, content, padding) => {
    const made = (text: string) => encrypted(key.privateKey, block(content(text), padding))
    expect(await presentSigned(made)).toBe('signature_invalid')
  })

  test('[R33, R48] a block that says it was encrypted is refused', async () => {
    const made = (text: string) => {
      const bytes = block(digestInfo('sha256', hash('sha256', text)))
      bytes[1] = 2
      return encrypted(key.privateKey, bytes)
    }
    expect(await presentSigned(made)).toBe('signature_invalid')
  })
})
