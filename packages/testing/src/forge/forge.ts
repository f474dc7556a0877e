import { createHash, randomUUID } from 'node:crypto'
import { algorithmDetail, type SigningAlgorithm } from '../keys/algorithms.js'
import type { TestKey } from '../keys/signing-key.js'
import { defectNamed, type TokenDefect } from './defects/index.js'
import { type ForgeContext, type JsonMembers, signDraft, type TokenDraft } from './draft.js'

export interface TokenOverrides {
  /** Claims to add or replace, of any type; undefined removes one. */
  readonly claims?: JsonMembers
  /** Header members to add or replace; undefined removes one. */
  readonly header?: JsonMembers
  /** Signs with this key, its `kid` and its algorithm. Default: the issuer's current key. */
  readonly key?: TestKey
  /** Signs with the issuer's current key of this algorithm; with `key`, that key in this way. */
  readonly algorithm?: SigningAlgorithm
  /** One thing to be wrong; applied last, to what the other overrides made. */
  readonly defect?: TokenDefect
  /** Names of claims to leave out. */
  readonly remove?: readonly string[]
  /** Names of header members to leave out. */
  readonly removeHeader?: readonly string[]
  /** The payload as it is, in place of all claims; it may be no JSON at all. */
  readonly payloadText?: string | Uint8Array
  /** The header as it is, in place of all members. */
  readonly headerText?: string | Uint8Array
}

export interface Forge {
  /**
   * An access token (RFC 9068) for audience `api1`, subject `user-1`, client `client-1`, scope
   * `api1.read`, good for 300 s from the clock's now, unless told otherwise.
   */
  token(overrides?: TokenOverrides): Promise<string>
  /** An ID token (OpenID Connect Core section 2) for `client-1`. */
  idToken(overrides?: TokenOverrides): Promise<string>
  /** A signed introspection answer (RFC 9701 section 5) for this client. */
  introspectionJwt(
    clientId: string,
    answer: JsonMembers,
    overrides?: TokenOverrides,
  ): Promise<string>
  /** The claims of a good access token, with a fresh `jti`. */
  claims(): Record<string, unknown>
}

export function createForge(context: ForgeContext): Forge {
  return {
    claims: () => accessTokenClaims(context),
    token: (overrides = {}) =>
      forge(context, overrides, 'at+jwt', () => accessTokenClaims(context)),
    idToken: (overrides = {}) =>
      forge(context, overrides, 'JWT', (algorithm) => idTokenClaims(context, algorithm)),
    introspectionJwt: (clientId, answer, overrides = {}) =>
      forge(context, overrides, 'token-introspection+jwt', () =>
        introspectionClaims(context, clientId, answer),
      ),
  }
}

async function forge(
  context: ForgeContext,
  overrides: TokenOverrides,
  typ: string,
  claims: (algorithm: SigningAlgorithm) => JsonMembers,
): Promise<string> {
  const good = draftOf(context, overrides, typ, claims)
  if (overrides.defect === undefined) return signDraft(good)
  const defect = defectNamed(overrides.defect)
  const draft = (await defect.draft?.(good, context)) ?? good
  const token = signDraft(draft)
  return defect.token?.(token, draft) ?? token
}

function draftOf(
  { keys }: ForgeContext,
  overrides: TokenOverrides,
  typ: string,
  claims: (algorithm: SigningAlgorithm) => JsonMembers,
): TokenDraft {
  const key = overrides.key ?? keys.current(overrides.algorithm)
  const algorithm = overrides.algorithm ?? key.algorithm
  const header = { alg: algorithm, kid: key.kid, typ, ...overrides.header }
  const payload = { ...claims(algorithm), ...overrides.claims }
  return {
    header: without(header, overrides.removeHeader),
    payload: without(payload, overrides.remove),
    ...(overrides.headerText === undefined ? {} : { headerText: overrides.headerText }),
    ...(overrides.payloadText === undefined ? {} : { payloadText: overrides.payloadText }),
    key,
    signWith: key.privateKey,
    algorithm,
  }
}

function without(members: JsonMembers, names: readonly string[] = []): JsonMembers {
  return Object.fromEntries(Object.entries(members).filter(([name]) => !names.includes(name)))
}

function accessTokenClaims({ issuer, clock }: ForgeContext): Record<string, unknown> {
  const now = Math.floor(clock.seconds())
  return {
    iss: issuer,
    aud: 'api1',
    sub: 'user-1',
    client_id: 'client-1',
    scope: 'api1.read',
    jti: randomUUID(),
    iat: now,
    exp: now + 300,
  }
}

function introspectionClaims(
  { issuer, clock }: ForgeContext,
  clientId: string,
  answer: JsonMembers,
): JsonMembers {
  const iat = Math.floor(clock.seconds())
  return { iss: issuer, aud: clientId, iat, token_introspection: answer }
}

function idTokenClaims({ issuer, clock }: ForgeContext, algorithm: SigningAlgorithm): JsonMembers {
  const now = Math.floor(clock.seconds())
  return {
    iss: issuer,
    aud: 'client-1',
    sub: 'user-1',
    nonce: randomUUID(),
    at_hash: leftHalfOfHash(randomUUID(), algorithm),
    auth_time: now,
    iat: now,
    exp: now + 300,
  }
}

/** OpenID Connect Core section 3.1.3.6; the access token is one that nobody has. */
function leftHalfOfHash(accessToken: string, algorithm: SigningAlgorithm): string {
  const hash = createHash(algorithmDetail(algorithm).digest ?? 'sha512')
    .update(accessToken)
    .digest()
  return hash.subarray(0, hash.length / 2).toString('base64url')
}
