import * as oauth from 'oauth4webapi'
import { ConfigurationError } from '../errors/index.js'

/** How this API proves to the introspection endpoint who it is (RFC 7662 §2.1). A value: make one below. */
export interface ClientAuthentication {
  readonly method:
    | 'client_secret_basic'
    | 'client_secret_post'
    | 'private_key_jwt'
    | 'tls_client_auth'
  /** @internal `alg` of its assertions, where it makes some. */
  readonly algorithm?: string
  /**
   * @internal As `oauth4webapi` calls it. Its name for that is in an ES module, which types for CommonJS
   * cannot import.
   */
  readonly authenticate: (
    server: { readonly issuer: string },
    client: { readonly client_id: string },
    body: URLSearchParams,
    headers: Headers,
  ) => void | Promise<void>
  /** @internal Tells different credentials apart; as secret as they are. */
  readonly credential: () => string
}

/** The secret in an `Authorization: Basic` header, form-encoded first (RFC 6749 §2.3.1). The default. */
export function clientSecretBasic(clientSecret: string): ClientAuthentication {
  checkSecret('clientSecretBasic', clientSecret)
  const authenticate = oauth.ClientSecretBasic(clientSecret)
  return { method: 'client_secret_basic', authenticate, credential: () => clientSecret }
}

/** The secret in the form body (RFC 6749 §2.3.1). */
export function clientSecretPost(clientSecret: string): ClientAuthentication {
  checkSecret('clientSecretPost', clientSecret)
  const authenticate = oauth.ClientSecretPost(clientSecret)
  return { method: 'client_secret_post', authenticate, credential: () => clientSecret }
}

/** The private key of `privateKeyJwt`, as WebCrypto has it. */
export type PrivateCryptoKey = Parameters<typeof crypto.subtle.sign>[1]

/**
 * A signed assertion (RFC 7523 §2.2): a new one with a new `jti` for every call, whose only audience is
 * the issuer, so that no metadata can make us sign for somebody else.
 *
 * @param key - private key for signing; its algorithm decides the `alg`
 * @param options.keyId - `kid` of the assertion; default none
 */
export function privateKeyJwt(
  key: PrivateCryptoKey,
  options: { readonly keyId?: string } = {},
): ClientAuthentication {
  const { keyId: kid } = options
  try {
    const privateKey = kid === undefined ? { key } : { key, kid }
    const authenticate = oauth.PrivateKeyJwt(privateKey, { [oauth.modifyAssertion]: nameType })
    const algorithm = algorithmOf(key)
    if (algorithm !== undefined) {
      return { method: 'private_key_jwt', algorithm, authenticate, credential: () => kid ?? '' }
    }
  } catch {
    // Said below, for all that is wrong with a key.
  }
  throw new ConfigurationError(
    'option_invalid',
    'privateKeyJwt() needs a private CryptoKey that may sign (ECDSA, Ed25519, or RSA of 2048 bits or more, not with SHA-1), as from crypto.subtle.importKey, and a keyId that is a string',
  )
}

/** Explicit typing (RFC 8725 §3.11), so that it is taken for nothing else. */
function nameType(header: { typ?: unknown }): void {
  header.typ = 'client-authentication+jwt'
}

const prefixes: Readonly<Record<string, string>> = { 'RSASSA-PKCS1-v1_5': 'RS', 'RSA-PSS': 'PS' }
const curves: Readonly<Record<string, string>> = { 'P-256': '256', 'P-384': '384', 'P-521': '512' }

interface KeyFacts {
  readonly name: string
  readonly hash?: { readonly name: string }
  readonly namedCurve?: string
  readonly modulusLength?: number
}

/** The one algorithm of a key. What cannot sign is found out now, not at the first request. */
function algorithmOf({ algorithm }: PrivateCryptoKey): string | undefined {
  const { name, hash, namedCurve = '', modulusLength = 0 } = algorithm as KeyFacts
  if (name === 'Ed25519') return name
  if (name === 'ECDSA') return curves[namedCurve] && `ES${curves[namedCurve]}`
  const [, bits] = /^SHA-(256|384|512)$/.exec(hash?.name ?? '') ?? []
  return prefixes[name] && bits && modulusLength >= 2048 ? prefixes[name] + bits : undefined
}

/**
 * A client certificate, self-signed or not (RFC 8705 §2): give the guard a `fetch` that presents it. The
 * endpoint's mTLS alias is used where the issuer publishes one (RFC 8705 §5).
 */
export function tlsClientAuth(): ClientAuthentication {
  return { method: 'tls_client_auth', authenticate: oauth.TlsClientAuth(), credential: () => '' }
}

function checkSecret(name: string, secret: string): void {
  if (typeof secret === 'string' && secret !== '') return
  throw new ConfigurationError(
    'option_invalid',
    `${name}() needs the client secret, a string that is not empty`,
  )
}
