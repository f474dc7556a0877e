import { SignJWT } from 'jose'
import { Breakdown, ConfigurationError } from '../errors/index.js'
import { type Algorithm, type AlgorithmFacts, algorithms, isAlgorithm } from '../lib/algorithms.js'
import { decodeBase64UrlText } from '../lib/base64url.js'
import { type Clock, systemClock } from '../lib/clock.js'
import { type JsonObject, parseJsonObject } from '../lib/json.js'
import type { MaybePromise } from '../lib/maybe-promise.js'
import type { ImportedKey } from '../lib/platform/platform.js'
import { Refreshed } from '../lib/refreshed.js'
import type { ResourceMetadataDocument } from './document.js'

/** Signs the document (RFC 9728 §2.2). Make one with `signedMetadata`. */
export interface MetadataSigner {
  /** @internal No copy may outlive it. */
  readonly lifetimeSeconds: number
  /** @internal `alg` of the JWT, where the key is here. */
  readonly algorithm?: Algorithm | undefined
  /** @internal The JWT of the document, the same one until it ages. */
  sign(document: ResourceMetadataDocument): Promise<string>
}

interface CommonOptions {
  /** `iss`: who vouches for the document. Readers must know it, and its keys. */
  readonly issuer: string
  /** Seconds from `iat` to `exp`; it is signed anew after half of them. Default 86400, 60 to 31536000. */
  readonly lifetimeSeconds?: number
  /** Milliseconds since the epoch. Default `Date.now`. */
  readonly clock?: Clock
}

export interface KeySignerOptions extends CommonOptions {
  /** A private key that may sign, as from `crypto.subtle.importKey`. */
  readonly key: ImportedKey
  /** `alg` of the JWT; it must be one that the key is for. */
  readonly algorithm: Algorithm
  /** `kid` of the JWT. Default: none. */
  readonly keyId?: string
}

export interface OwnSignerOptions extends CommonOptions {
  /** Signs these claims, all of them and as they are, as a compact JWS: for keys that are elsewhere. */
  readonly sign: (claims: Readonly<Record<string, unknown>>) => MaybePromise<string>
}

/**
 * Lets the document be served with `signed_metadata` as well. It is signed when it is first asked for and
 * again before it ages; where that fails, the last one serves as long as it is good, then the document is
 * answered with 503. It is never served without.
 *
 * @throws ConfigurationError when the key cannot sign with the algorithm
 */
export function signedMetadata(options: KeySignerOptions | OwnSignerOptions): MetadataSigner {
  const { issuer, lifetimeSeconds = 86_400, clock = systemClock } = options
  check(typeof issuer === 'string' && issuer !== '', 'the issuer that readers know')
  check(lifetimeSeconds >= 60 && lifetimeSeconds <= 31_536_000, 'lifetimeSeconds of 60 to 31536000')
  const sign = 'sign' in options ? options.sign : signWith(options)
  check(typeof sign === 'function', 'sign as a function, or key and algorithm')
  const kept = new WeakMap<ResourceMetadataDocument, Refreshed<string>>()
  const load = async (document: ResourceMetadataDocument) => {
    const iat = Math.floor(clock() / 1000)
    const claims = { ...document, iss: issuer, iat, exp: iat + lifetimeSeconds }
    try {
      return checkSigned(await sign(claims), claims)
    } catch (cause) {
      throw new Breakdown('metadata_signing_failed', 'The metadata could not be signed', { cause })
    }
  }
  return {
    lifetimeSeconds,
    algorithm: 'sign' in options ? undefined : options.algorithm,
    async sign(document) {
      const freshSeconds = lifetimeSeconds / 2
      const usableSeconds = lifetimeSeconds * 0.75
      const signed =
        kept.get(document) ??
        new Refreshed({ load: () => load(document), freshSeconds, usableSeconds, clock })
      kept.set(document, signed)
      return signed.current() ?? signed.refresh()
    },
  }
}

/** Explicit typing (RFC 8725 §3.11): everybody can read it, and must not be able to use it as a token. */
const typ = 'oauth-protected-resource+jwt'

function signWith({ key, algorithm: alg, keyId: kid }: KeySignerOptions): OwnSignerOptions['sign'] {
  check(isAlgorithm(alg) && fits(key, algorithms[alg]), 'a private CryptoKey and its algorithm')
  const header = { alg, typ, ...(kid === undefined ? {} : { kid }) }
  return (claims) => new SignJWT(claims).setProtectedHeader(header).sign(key)
}

const keyNames = { pkcs1: 'RSASSA-PKCS1-v1_5', pss: 'RSA-PSS', ecdsa: 'ECDSA', eddsa: 'Ed25519' }

interface KeyFacts {
  readonly name: string
  readonly hash?: { readonly name: string }
  readonly namedCurve?: string
}

/** What cannot sign is found out now, not at the first request. */
function fits(key: ImportedKey, { scheme, digest, curve, keyType }: AlgorithmFacts): boolean {
  if (key?.type !== 'private' || !key.usages?.includes('sign')) return false
  const { name, hash, namedCurve }: KeyFacts = key.algorithm
  if (name !== keyNames[scheme]) return false
  return keyType === 'RSA' ? hash?.name === digest : scheme === 'eddsa' || namedCurve === curve
}

/** The document, whole, and nothing that would make readers believe another one. */
function checkSigned(jws: string, claims: object): string {
  const [header, payload] = jws.split('.', 2).map((part) => parseJsonObject(textOf(part)))
  const isWhole =
    /^[^.]+\.[^.]+\.[^.]+$/.test(jws) &&
    isAlgorithm((header as JsonObject).alg) &&
    !('signed_metadata' in (payload as JsonObject)) &&
    Object.entries(claims).every(
      ([name, value]) => JSON.stringify((payload as JsonObject)[name]) === JSON.stringify(value),
    )
  if (isWhole) return jws
  throw new TypeError('sign() gave no signed JWT of all the claims that it was given')
}

function textOf(part: string): string {
  return decodeBase64UrlText(part) ?? ''
}

function check(good: boolean, write: string): void {
  if (good) return
  throw new ConfigurationError('option_invalid', `signedMetadata() cannot sign: write ${write}`)
}
