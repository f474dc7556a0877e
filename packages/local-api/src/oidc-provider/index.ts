/**
 * oidc-provider as the authority of a local API in its process.
 *
 * @module
 */

export { type OidcProviderAuthorityOptions, oidcProviderAuthority } from './authority.js'
export type { OidcProvider } from './provider.js'
export { withStanding } from './standing-claim.js'
