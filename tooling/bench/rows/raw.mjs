/** The limit: what the platform takes for one signature, with everything at hand. */
import { constants, sign, verify } from 'node:crypto'
import { generateSigningKey } from '@portcullis/testing'
import { times, token } from '../world.mjs'

/** @import { Case } from '../measure.mjs' */
/** @import { SigningAlgorithm } from '@portcullis/testing' */

/** @typedef {{ text: Buffer, signature: Buffer }} Signed */

/** @type {readonly SigningAlgorithm[]} */
export const rawAlgorithms = ['ES256', 'ES384', 'ES512', 'RS256', 'PS256', 'EdDSA']
const kept = 64
/** @type {readonly SigningAlgorithm[]} Those that take a millisecond and more. */
const slow = ['ES384', 'ES512']

/** @param {SigningAlgorithm} algorithm */
function optionsOf(algorithm) {
  if (algorithm.startsWith('ES')) return { dsaEncoding: /** @type {const} */ ('ieee-p1363') }
  if (!algorithm.startsWith('PS')) return {}
  const saltLength = constants.RSA_PSS_SALTLEN_DIGEST
  return { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength }
}

/**
 * @param {SigningAlgorithm} algorithm
 * @returns {Case<never>}
 */
export function rawCase(algorithm) {
  const { privateKey, publicKey } = generateSigningKey(algorithm)
  const digest = algorithm === 'EdDSA' ? null : `sha${algorithm.slice(2)}`
  const options = optionsOf(algorithm)
  const [header = '', payload = ''] = token().split('.')
  const signed = times(kept, (index) => {
    const text = Buffer.from(`${header}.${payload}${index}`)
    return { text, signature: sign(digest, text, { key: privateKey, ...options }) }
  })
  const key = { key: publicKey, ...options }
  /** @param {Signed} one */
  const run = ({ text, signature }) => verify(digest, text, key, signature)
  const [one, other] = signed
  if (one === undefined || other === undefined) throw new Error('Nothing is signed')
  if (!run(one) || run({ text: one.text, signature: other.signature })) {
    throw new Error(`${algorithm} does not verify`)
  }
  return {
    name: 'raw verify',
    subject: algorithm,
    size: slow.includes(algorithm) ? 20 : 200,
    prepare: (count) => /** @type {never[]} */ (times(count, (index) => signed[index % kept])),
    run,
    isGood: (good) => good === true,
  }
}
