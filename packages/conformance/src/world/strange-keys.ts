import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto'
import { generateSigningKey, type TestKey, type TestKeys } from '@portcullis/testing'

/** Keys that an issuer had better not publish, and publishes beside its good ones. */
export interface StrangeKeys {
  /** With its private half. */
  readonly leaked: TestKey
  /** `use` is `enc`. */
  readonly forEncryption: TestKey
  /** `key_ops` does not have `verify`. */
  readonly notForVerifying: TestKey
  /** An RSA key whose `alg` is `RS512`. */
  readonly ofOneAlgorithm: TestKey
  /** Its point is not on the curve. */
  readonly offCurve: TestKey
  /** Of a curve that `EdDSA` does not stand for here. */
  readonly ed448: TestKey
  /** Two good ones of different types that share a `kid`. */
  readonly twins: readonly [TestKey, TestKey]
  /** A secret that is published as a key for `HS256`. */
  readonly secret: { readonly kid: string; readonly bytes: Uint8Array }
}

/** Publishes them, in front of whatever comes later, with members that are no keys at all. */
export function publishStrangeKeys(keys: TestKeys): StrangeKeys {
  const strange = generateStrangeKeys()
  const { leaked, forEncryption, notForVerifying, ofOneAlgorithm, offCurve, ed448, twins, secret } =
    strange
  const { use: _, ...withoutUse } = notForVerifying.publicJwk
  const { y: __, ...halfAPoint } = generateSigningKey('ES256').publicJwk
  keys.replaceAll([
    'text',
    null,
    42,
    [],
    {},
    { kty: 'unheard of', kid: 'unheard of' },
    { kty: 'RSA', kid: 'no number', n: '!', e: 'AQAB' },
    halfAPoint,
    { ...leaked.publicJwk, ...leaked.privateKey.export({ format: 'jwk' }) },
    { ...forEncryption.publicJwk, use: 'enc' },
    { ...withoutUse, key_ops: ['sign', 'encrypt'] },
    ofOneAlgorithm.publicJwk,
    { ...offCurve.publicJwk, y: randomBytes(32).toString('base64url') },
    ed448.publicJwk,
    {
      kty: 'oct',
      kid: secret.kid,
      alg: 'HS256',
      k: Buffer.from(secret.bytes).toString('base64url'),
    },
    ...twins.map(({ publicJwk }) => publicJwk),
    ...keys.published(),
  ])
  return strange
}

function generateStrangeKeys(): StrangeKeys {
  const twin = randomUUID()
  return {
    leaked: generateSigningKey('ES256'),
    forEncryption: generateSigningKey('ES256'),
    notForVerifying: generateSigningKey('ES256'),
    ofOneAlgorithm: generateSigningKey('RS512'),
    offCurve: generateSigningKey('ES256'),
    ed448: generateEd448(),
    twins: [generateSigningKey('ES256', { kid: twin }), generateSigningKey('RS256', { kid: twin })],
    secret: { kid: randomUUID(), bytes: randomBytes(32) },
  }
}

function generateEd448(): TestKey {
  const kid = randomUUID()
  const { privateKey, publicKey } = generateKeyPairSync('ed448')
  const publicJwk = { ...publicKey.export({ format: 'jwk' }), kty: 'OKP', kid, alg: 'EdDSA' }
  return { kid, algorithm: 'EdDSA', privateKey, publicKey, publicJwk }
}
