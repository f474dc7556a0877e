import type { IncomingMessage, ServerResponse } from 'node:http'

/** A token that the provider stores. */
export interface StoredToken {
  readonly kind: string
  readonly clientId?: string | undefined
  readonly accountId?: string | undefined
  readonly grantId?: string | undefined
  readonly sessionUid?: string | undefined
  readonly expiresWithSession?: boolean | undefined
  readonly iat?: number | undefined
  readonly exp?: number | undefined
  readonly aud?: string | string[] | undefined
  readonly scope?: string | undefined
  readonly sid?: string | undefined
  readonly jkt?: string | undefined
  readonly 'x5t#S256'?: string | undefined
  readonly rar?: unknown
  /** What `extraTokenClaims` said. */
  readonly extra?: unknown
}

export interface StoredGrant {
  readonly accountId?: string | undefined
  readonly clientId?: string | undefined
}

export interface StoredSession {
  readonly accountId?: string | undefined
  grantIdFor(clientId: string): string | undefined
}

export interface StoredClient {
  readonly clientId: string
  readonly subjectType?: string | undefined
}

interface Model<T> {
  find(id: string): Promise<T | undefined>
}

interface TokenModel extends Model<StoredToken> {
  readonly adapter: {
    find(id: string): Promise<unknown>
  }
}

/** What is used of an oidc-provider `Provider`: public members of version 9. */
export interface OidcProvider {
  readonly issuer: string
  pathFor(name: string, options?: { mountPath?: string }): string
  callback(): (request: IncomingMessage, response: ServerResponse) => unknown
  readonly AccessToken: TokenModel
  readonly ClientCredentials: TokenModel
  readonly Grant: Model<StoredGrant>
  readonly Client: Model<StoredClient>
  readonly Session: { findByUid(uid: string): Promise<StoredSession | undefined> }
}

const models = ['AccessToken', 'ClientCredentials', 'Grant', 'Client', 'Session'] as const

/** Whether this is a `Provider` of this process; whatever else has an address is none. */
export function isProvider(value: unknown): value is OidcProvider {
  if (typeof value !== 'object' || value === null) return false
  const provider = value as Partial<OidcProvider>
  return (
    typeof provider.issuer === 'string' &&
    typeof provider.callback === 'function' &&
    typeof provider.pathFor === 'function' &&
    models.every((name) => typeof provider[name] === 'function')
  )
}
