export type { AccessToken, AccessTokenClaims, TokenBinding } from './access-token.js'
export type { Actor } from './actor.js'
export { type BindingRules, type BoundToken, bindToken, type PendingProof } from './bind-token.js'
export { type TransformToken, transformToken } from './transform-token.js'
