import type { PolicyLike } from '../authorization/index.js'
import type { Breakdown, Denial } from '../errors/index.js'
import type { ClientAuthentication } from '../introspection/index.js'
import type { Algorithm } from '../lib/algorithms.js'
import type { Fetch } from '../lib/bounded-fetch.js'
import type { Clock } from '../lib/clock.js'
import type { CertificateSource } from '../mtls/index.js'
import type { TransformToken } from '../pop/index.js'
import type { IntrospectionCache, ReplayStore } from '../store/index.js'
import type { TokenForm, TokenValidator } from '../token/index.js'
import type { AccessEvent, RefusalEvent, UntrustedHeaderEvent } from './events.js'
import type { MetadataOptions } from './read-metadata.js'
import type { TenantSource } from './tenant-options.js'

/** What the tokens of one product look like: a name for a {@link TokenForm}. */
export interface Preset extends TokenForm {
  /** The product. */
  readonly name: string
  /** Where its maker says so. */
  readonly sources: readonly string[]
}

/** `rfc9068`: every rule of RFC 9068 for JWTs. `fapi2`: the FAPI 2.0 Security Profile. */
export type Profile = 'rfc9068' | 'fapi2'

/** One trusted issuer, where it differs from the others. What it says itself wins over its preset. */
export interface IssuerEntry extends TokenForm {
  /** Issuer identifier: exactly the `iss` of its tokens. */
  readonly issuer: string
  /** Accepted audiences for tokens of this issuer. Default: those of the guard. */
  readonly audience?: string | readonly string[] | null
  /** Accepted signature algorithms (RFC 8725 §3.1). Default: those of the guard. */
  readonly algorithms?: readonly Algorithm[]
  /** URL of the key set, for an issuer without metadata. Https, or http on loopback. */
  readonly jwksUri?: string
  /** The key set itself (RFC 7517 §5): nothing is fetched, and keys change with the process. */
  readonly jwks?: { readonly keys: readonly object[] }
  /** How this issuer is asked about tokens; `false` where it is not. Default: as the guard says. */
  readonly introspection?: IntrospectionOptions | false
  /** Formats of access tokens that are taken from this issuer. Default: as the guard says. */
  readonly tokenFormats?: readonly ('jwt' | 'reference')[]
  /** See the guard's option of this name. */
  readonly jwtValidation?: 'local' | 'introspect'
  /** `rfc9068` for this issuer alone. Default: that of the guard. */
  readonly profile?: 'rfc9068'
  /** What tokens of this issuer look like: `keycloak`, `auth0`, … Default: what RFC 9068 says. */
  readonly preset?: Preset
}

/** How an issuer's introspection endpoint is asked (RFC 7662). */
export interface IntrospectionOptions {
  /** Who this API is at the issuer. */
  readonly clientId: string
  /** Short for `authentication: clientSecretBasic(clientSecret)`. */
  readonly clientSecret?: string
  /** How this API proves who it is. */
  readonly authentication?: ClientAuthentication
  /** URL of the endpoint. Default: as the issuer's metadata says. Https, or http on loopback. */
  readonly endpoint?: string
  /** `jwt` demands signed answers and refuses plain ones (RFC 9701). Default `json` (RFC 7662). */
  readonly response?: 'json' | 'jwt'
  /**
   * Most seconds that an answer is used again, which is how long a revocation may go unnoticed.
   * Default 60, 0 (ask every time) to 3600. Never past the token's `exp`.
   */
  readonly cacheSeconds?: number
  /** Seconds that a token is known not to be active. Default 10, 0 to 300. */
  readonly negativeCacheSeconds?: number
  /** Calls under way at once; one more request with an unknown token gets 503. Default 100, 1 to 10000. */
  readonly maximumConcurrentCalls?: number
  /** Takes an answer without `aud`: for issuers that answer only for tokens of the caller. Default false. */
  readonly allowMissingAudience?: boolean
}

/** How long keys of an issuer are believed, and how often it is asked. */
export interface KeyOptions {
  /** Seconds that keys serve before they are fetched again in the background. Default 600, 1 to 86400. */
  readonly freshSeconds?: number
  /** Seconds since they were fetched that keys may serve while the issuer fails. Default 3600, 1 to 86400. */
  readonly usableSeconds?: number
  /** Least seconds between two fetches that unknown keys cause. Default 30, 1 to 3600. */
  readonly cooldownSeconds?: number
  /** Most seconds that one request waits for keys. Default 10, 1 to 60. */
  readonly waitSeconds?: number
}

/** How DPoP proofs are judged (RFC 9449). */
export interface DPoPOptions {
  /** `required` refuses tokens that are not bound to a key. Default `allowed`. */
  readonly mode?: DPoPMode
  /** Algorithms that proofs may be signed with. Default: all that are supported. */
  readonly algorithms?: readonly Algorithm[]
  /** How old a proof may be, by its `iat`. Default 60, 1 to 3600. */
  readonly proofMaxAgeSeconds?: number
  /** How far ahead of us the clock of a client may be. Default 10, 0 to 300. */
  readonly proofMaxFutureSeconds?: number
  /** Longest proof that is looked at, in bytes. Default 8192, 256 to 65536. */
  readonly maximumProofLength?: number
  /** Longest `jti`, in characters. Default 256, 16 to 4096. */
  readonly maximumJtiLength?: number
  /** Nonces of this resource (RFC 9449 §9). Default: none. */
  readonly nonce?: DPoPNonceOptions
}

export type DPoPMode = 'off' | 'allowed' | 'required'

export interface DPoPNonceOptions {
  /** `optional` offers nonces, and checks those that come. Default `required`. */
  readonly mode?: 'required' | 'optional'
  /**
   * Secrets of at least 32 bytes, the same on every node. The first issues, all verify: put a new one in
   * front, take the old one out a lifetime later. Not shared with the issuer or with other APIs.
   */
  readonly secrets: readonly (string | Uint8Array)[]
  /** Longest that a nonce is good; after half of it another one is given out. Default 300, 10 to 3600. */
  readonly lifetimeSeconds?: number
}

/** How client certificates are used (RFC 8705 §3). */
export interface MtlsOptions {
  /** `required` refuses tokens that are not bound to a certificate. Default `allowed`. */
  readonly mode?: 'off' | 'allowed' | 'required'
  /** `'tls'`, or what a proxy forwards: `clientCertHeader()`, `nginx()`, … Default `'tls'`. */
  readonly certificateFrom?: 'tls' | CertificateSource
}

interface CommonOptions {
  /**
   * Accepted audiences (RFC 9068 §4): how this API is called by its issuers. Must be said; `null` is
   * the written-down way out, and then any token of the issuer is accepted.
   */
  readonly audience: string | readonly string[] | null
  /** Accepted signature algorithms, all asymmetric (RFC 8725 §3.1). Default: all that are supported. */
  readonly algorithms?: readonly Algorithm[]
  /** Seconds that clocks may differ. Default 5, 0 to 300. */
  readonly clockToleranceSeconds?: number
  /** Longest token that is looked at, in bytes. Default 16384, 256 to 1048576. */
  readonly maximumTokenLength?: number
  /** The URL that clients use for this API, with its path prefix. Https, or http on loopback. */
  readonly publicUrl?: string
  /**
   * Resource identifier for metadata and challenges (RFC 9728 §1.2), published exactly as it is written.
   * Default: `publicUrl`, in lower case and without a slash at its end.
   */
  readonly resource?: string
  /** What the metadata document says beyond what follows from the other options (RFC 9728 §2). */
  readonly metadata?: MetadataOptions
  /** `realm` of the challenges (RFC 9110 §11.5). Default: none where there is a `resource`, else the audience. */
  readonly realm?: string
  /**
   * Takes an `access_token` query parameter for the API's own, instead of refusing it beside a token
   * in the header. It is never used as a token (RFC 9700 §4.3.2). Default false.
   */
  readonly ignoreQueryToken?: boolean
  /** Its presence lets reference tokens in. For several issuers that know this API by one name. */
  readonly introspection?: IntrospectionOptions
  /** Where answers about reference tokens are kept. Default: in memory, 10 000 of them. */
  readonly introspectionCache?: IntrospectionCache
  /** Default: `jwt`, and `reference` where there is `introspection`. */
  readonly tokenFormats?: readonly ('jwt' | 'reference')[]
  /**
   * `introspect` asks the issuer also about JWTs that are good so far, to notice revocations. The
   * default, `local`, believes a JWT until it expires.
   */
  readonly jwtValidation?: 'local' | 'introspect'
  /**
   * Demands more, and refuses options that contradict it. `rfc9068`: all claims of RFC 9068 §2.2. `fapi2`:
   * tokens bound to their holder, PS256, ES256 and EdDSA alone, and an answer to revocation. Default: none.
   */
  readonly profile?: Profile
  /**
   * Refuses tokens that are bound to nothing: each needs a DPoP key or a certificate, whichever of the two
   * is not `off`. Default false; true with `profile: 'fapi2'`.
   */
  readonly requireSenderConstraint?: boolean
  /** Whether tokens bound to a key by DPoP are taken (RFC 9449). Default `allowed`. */
  readonly dpop?: DPoPMode | DPoPOptions
  /**
   * Remembers which proofs were used. Default: in memory, one million of them; with more than one process
   * it must be shared, and in a cluster worker it must be given.
   */
  readonly replayStore?: ReplayStore
  /** Whether tokens bound to a client certificate are taken (RFC 8705 §3). Default `off`. */
  readonly mtls?: 'off' | 'allowed' | 'required' | MtlsOptions
  /** CIDR blocks of the proxies whose forwarded headers are believed. Default: none. */
  readonly trustedProxies?: readonly string[]
  /**
   * Names that this API is reached by, as in `localhost` or `api.example.com:8443`; without a port, any.
   * A request for another `Host` is refused, and so is one of a page elsewhere (`Origin`): the defence of
   * a server on loopback against DNS rebinding. Default: any.
   */
  readonly allowedHosts?: readonly string[]
  /**
   * Origins whose pages may call this API, as in `https://app.example.com`, beside those on `allowedHosts`.
   * Default: any where there is no `allowedHosts`, else none.
   */
  readonly allowedOrigins?: readonly string[]
  /**
   * How many validated JWTs are kept, so that a token that comes again costs no signature. Policy, binding,
   * times and keys are judged on every request all the same. Default 10000, 0 (none) to 1000000.
   */
  readonly tokenCacheEntries?: number
  /**
   * Validators of your own, such as that of `@portcullis/local-api`. A token goes to the first that accepts
   * its structure, and to no other; the issuer is asked only about what none of them accepts.
   */
  readonly validators?: readonly TokenValidator[]
  /** Demanded of every token, before what a route demands. Default: nothing. */
  readonly policy?: PolicyLike
  /**
   * Scopes that include narrower ones, as in `{ 'api1.admin': ['api1.write'], 'api1.write': ['api1.read'] }`:
   * a token with `api1.admin` then satisfies `scopes('api1.read')`. For tokens of every issuer; challenges
   * go on naming the narrow one. Default: none.
   */
  readonly scopeHierarchy?: Readonly<Record<string, readonly string[]>>
  readonly keys?: KeyOptions
  /** Seconds that one call to an issuer may take. Default 5, 1 to 60. */
  readonly timeoutSeconds?: number
  /** For calls to issuers: proxies, client certificates, tests. Default: the global `fetch`. */
  readonly fetch?: Fetch
  /** Milliseconds since the epoch. Default `Date.now`. */
  readonly clock?: Clock
  /**
   * Adds claims to those of a token, as from a user store: policies see them, and handlers. Asked once for
   * each request, after the token and its holder are proved good; nothing is kept. It adds only: a claim that
   * the token has stays as it is, and none that a check depends on may be added. What it throws goes to the
   * framework, as with a policy function.
   */
  readonly transformToken?: TransformToken
  /** Told of every request that a token was good for. What it throws is ignored. */
  readonly onAccess?: (event: AccessEvent) => void
  /** Told of every refusal. What it throws is ignored. */
  readonly onDenial?: (event: RefusalEvent<Denial>) => void
  /** Told of every 503. What it throws is ignored. */
  readonly onBreakdown?: (event: RefusalEvent<Breakdown>) => void
  /** Told when a stranger sends a certificate header; it is taken as no certificate. What it throws is ignored. */
  readonly onUntrustedHeader?: (event: UntrustedHeaderEvent) => void
}

interface OneIssuer {
  /** The trusted issuer: exactly the `iss` of its tokens. Https, or http on loopback. */
  readonly issuer: string
  readonly issuers?: never
}

interface SeveralIssuers {
  readonly issuer?: never
  /**
   * Trusted issuers, or `tenants(…)` to find them out by the request. Each has its own keys; none vouches for
   * another (RFC 8725 §3.8).
   */
  readonly issuers: readonly (string | IssuerEntry)[] | TenantSource
}

/** What `createResourceServer` takes, and every binding with it. */
export type ResourceServerOptions = CommonOptions & (OneIssuer | SeveralIssuers)
