import { signCompact } from '@portcullis/testing'
import { type CryptoKey, importJWK } from 'jose'
import { describe, expect, test } from 'vitest'
import { type Algorithm, algorithmNames } from '../../../src/index.js'
import * as node from '../../../src/lib/platform/node.js'
import type { Platform } from '../../../src/lib/platform/platform.js'
import * as web from '../../../src/lib/platform/web.js'
import { keyFor } from '../../support/keys.js'

const platforms: readonly (readonly [string, Platform])[] = [
  ['node', node],
  ['web', web],
]

const keys = new Map(algorithmNames.map((name) => [name, keyFor(name)]))

function keyOf(algorithm: Algorithm) {
  const key = keys.get(algorithm)
  if (key === undefined) throw new Error(`No key for ${algorithm}`)
  return key
}

async function imported(algorithm: Algorithm): Promise<CryptoKey> {
  return (await importJWK(keyOf(algorithm).publicJwk, algorithm)) as CryptoKey
}

interface Signed {
  readonly text: string
  readonly signature: Uint8Array
}

function sign(algorithm: Algorithm, payloadText = '{"sub":"user-1"}'): Signed {
  const headerText = JSON.stringify({ alg: algorithm })
  const key = keyOf(algorithm).privateKey
  const token = signCompact({ headerText, payloadText, key, algorithm })
  const end = token.lastIndexOf('.')
  return { text: token.slice(0, end), signature: Buffer.from(token.slice(end + 1), 'base64url') }
}

/** What both platforms say, which has to be the same. */
async function verify(algorithm: Algorithm, text: string, signature: Uint8Array): Promise<boolean> {
  const key = await imported(algorithm)
  const verdicts = await Promise.all(
    platforms.map(([, platform]) =>
      platform.verifySignature(platform.prepareKey(key, algorithm), text, signature),
    ),
  )
  expect(verdicts).toEqual(verdicts.map(() => verdicts[0]))
  return verdicts[0] ?? false
}

describe.each(algorithmNames)('%s, on Node and on the web', (algorithm) => {
  test('[R43, R64, R68] takes a good signature', async () => {
    const { text, signature } = sign(algorithm)
    expect(await verify(algorithm, text, signature)).toBe(true)
  })

  const { signature, text } = sign(algorithm)
  const flipped = (index: number) => signature.map((byte, at) => (at === index ? byte ^ 1 : byte))
  const last = signature.length - 1
  const bad: Readonly<Record<string, Uint8Array>> = {
    empty: Buffer.of(),
    'one byte': Buffer.of(0),
    'all zero': new Uint8Array(signature.length),
    'all ones': new Uint8Array(signature.length).fill(0xff),
    'cut by its last byte': signature.subarray(0, -1),
    'cut by its first byte': signature.subarray(1),
    'cut in half': signature.subarray(0, signature.length / 2),
    'a byte too long': Buffer.concat([signature, Buffer.of(0)]),
    'a zero in front': Buffer.concat([Buffer.of(0), signature]),
    twice: Buffer.concat([signature, signature]),
    'wrong in its first bit': flipped(0),
    'wrong in the middle': flipped(signature.length >> 1),
    'wrong in its last bit': flipped(last),
    'of another text': sign(algorithm, '{"sub":"user-2"}').signature,
  }

  test.each(Object.entries(bad))('[R48, R68, A1] refuses one that is %s', async (_how, bytes) => {
    expect(await verify(algorithm, text, bytes)).toBe(false)
  })

  test('[R48, R68] refuses one of another key', async () => {
    const stranger = keyFor(algorithm, 'stranger').privateKey
    const token = signCompact({ headerText: '{}', payloadText: '{}', key: stranger, algorithm })
    const [header = '', payload = '', made = ''] = token.split('.')
    const text = `${header}.${payload}`
    expect(await verify(algorithm, text, Buffer.from(made, 'base64url'))).toBe(false)
  })

  test('[R68] refuses a text that was changed', async () => {
    for (const other of [`${text}A`, text.slice(0, -1), text.replace('.', ''), '', ` ${text}`]) {
      expect(await verify(algorithm, other, signature)).toBe(false)
    }
  })
})

test('[R68] an ECDSA signature in DER is not one in JOSE', async () => {
  const { sign: signDer } = await import('node:crypto')
  const { text } = sign('ES256')
  const der = signDer('sha256', Buffer.from(text), keyOf('ES256').privateKey)
  expect(await verify('ES256', text, der)).toBe(false)
})

describe.each(platforms)('the digests of %s', (_name, platform) => {
  test('are those of FIPS 180-4 and RFC 4231, as base64url', async () => {
    const hex = (text: string) => Buffer.from(text, 'base64url').toString('hex')
    expect(hex(await platform.sha256('abc'))).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    )
    expect(await platform.sha256('')).toBe('47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU')
    expect(hex(await platform.sha256Bytes(Buffer.from('abc')))).toBe(
      hex(await platform.sha256('abc')),
    )
    expect(
      hex(await platform.hmacSha256(Buffer.from('Jefe'), 'what do ya want for nothing?')),
    ).toBe('5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843')
  })

  test('decode base64url to the same bytes', () => {
    expect([...platform.decodeBase64Url('-_8A')]).toEqual([0xfb, 0xff, 0x00])
    expect([...platform.decodeBase64Url('')]).toEqual([])
    expect([...platform.decodeBase64Url('AQ')]).toEqual([1])
    expect([...platform.decodeBase64Url('AQI')]).toEqual([1, 2])
  })
})
