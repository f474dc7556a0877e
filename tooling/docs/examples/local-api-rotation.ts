import { oidcProviderAuthority } from '@portcullis/local-api/oidc-provider'
import type Provider from 'oidc-provider'

declare function createProvider(): Provider
declare function isActive(accountId: string): boolean

// #region rotation
let provider = createProvider()
export const authority = oidcProviderAuthority(() => provider, { findAccount: isActive })

export function rotate(): void {
  provider = createProvider() // with a new key before the old one, over the same adapter
}
// #endregion
