import type { AccessToken } from '@portcullis/express'

declare module '@portcullis/core' {
  interface AccessTokenClaims {
    readonly department?: string
  }
}

export function departmentOf(token: AccessToken): string {
  return token.claims.department ?? 'unknown'
}
