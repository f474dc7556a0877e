import type { SigningAlgorithm } from './algorithms.js'
import { generateSigningKey, type TestKey } from './signing-key.js'

export interface RotateOptions {
  /** Leave the key that was current in the JWKS. Default true. */
  readonly keepOld?: boolean
  /** Default: the issuer's first algorithm. */
  readonly algorithm?: SigningAlgorithm
}

/** The issuer's keys: one current key per algorithm to sign with, and the JWKS that it publishes. */
export interface TestKeys {
  /**
   * The key that signs now, withdrawn or not; of the issuer's first algorithm unless told.
   * @throws RangeError when the issuer has no key of that algorithm
   */
  current(algorithm?: SigningAlgorithm): TestKey
  /** Makes, publishes and returns a new current key with a fresh `kid`. */
  rotate(options?: RotateOptions): TestKey
  /** Takes a key out of the JWKS. It stays the current one until `rotate`. */
  withdraw(kid: string): void
  /** Adds anything at all to the JWKS: junk, a private key, a symmetric one. */
  publish(jwk: unknown): void
  /** Replaces the whole JWKS. */
  replaceAll(jwks: readonly unknown[]): void
  /** What the JWKS lists now. */
  published(): readonly unknown[]
}

/** Keys are made when first needed, because an RSA key takes long. */
export function createKeyRing(algorithms: readonly SigningAlgorithm[]): TestKeys {
  const current = new Map<SigningAlgorithm, TestKey>()
  const first = algorithms[0] ?? 'ES256'
  let listed: unknown[] = []

  const add = (algorithm: SigningAlgorithm): TestKey => {
    const key = generateSigningKey(algorithm)
    current.set(algorithm, key)
    listed.push(key.publicJwk)
    return key
  }
  const currentOf = (algorithm: SigningAlgorithm): TestKey => {
    const key = current.get(algorithm)
    if (key !== undefined) return key
    if (algorithms.includes(algorithm)) return add(algorithm)
    throw new RangeError(
      `This issuer has no ${algorithm} key: name it in \`algorithms\` or call keys.rotate({ algorithm }).`,
    )
  }
  const complete = () => {
    for (const algorithm of algorithms) currentOf(algorithm)
  }
  const withdraw = (kid: string) => {
    listed = listed.filter((jwk) => kidOf(jwk) !== kid)
  }

  return {
    current: (algorithm = first) => currentOf(algorithm),
    rotate: ({ keepOld = true, algorithm = first } = {}) => {
      complete()
      const old = current.get(algorithm)
      if (!keepOld && old !== undefined) withdraw(old.kid)
      return add(algorithm)
    },
    withdraw,
    publish: (jwk) => {
      complete()
      listed.push(jwk)
    },
    replaceAll: (jwks) => {
      complete()
      listed = [...jwks]
    },
    published: () => {
      complete()
      return [...listed]
    },
  }
}

function kidOf(jwk: unknown): unknown {
  return typeof jwk === 'object' && jwk !== null && 'kid' in jwk ? jwk.kid : undefined
}
