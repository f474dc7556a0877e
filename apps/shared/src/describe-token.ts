import type { AccessToken } from '@portcullis/core'

/** What `GET /me` answers. */
export interface TokenDescription {
  readonly subject: string | null
  readonly clientId: string | null
  readonly issuer: string
  readonly audience: readonly string[]
  readonly scopes: readonly string[]
  readonly format: AccessToken['format']
  readonly binding: AccessToken['binding']
  /** Seconds since the epoch. */
  readonly expiresAt: number | null
}

type Described = Pick<
  AccessToken,
  'subject' | 'clientId' | 'issuer' | 'audience' | 'scopes' | 'format' | 'binding' | 'expiresAt'
>

/** An access token as JSON; what it does not have is null. */
export function describeToken(token: Described): TokenDescription {
  const { issuer, audience, format, binding } = token
  return {
    subject: token.subject ?? null,
    clientId: token.clientId ?? null,
    issuer,
    audience,
    scopes: [...token.scopes],
    format,
    binding,
    expiresAt: token.expiresAt ?? null,
  }
}
