import { generateSigningKey, type SigningAlgorithm, type TestKey } from '@portcullis/testing'

const rsaPairs = new Map<string, TestKey>()

/**
 * A key for an algorithm, with a `kid` of its own. RSA pairs take long to make: those of one family
 * share one.
 */
export function keyFor(algorithm: SigningAlgorithm, family = 'own'): TestKey {
  const kid = `${family} ${algorithm}`
  if (!/^[RP]S/.test(algorithm)) return generateSigningKey(algorithm, { kid })
  const pair = rsaPairs.get(family) ?? generateSigningKey('RS256')
  rsaPairs.set(family, pair)
  return { ...pair, kid, algorithm, publicJwk: { ...pair.publicJwk, kid, alg: algorithm } }
}
