export type { AccessToken, AccessTokenClaims, TokenBinding } from './access-token.js'
export { bindToken } from './bind-token.js'
