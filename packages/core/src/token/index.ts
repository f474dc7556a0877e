export { type ClaimRules, checkClaims } from './check-claims.js'
export { type CheckedHeader, checkHeader } from './check-header.js'
export { checkTimes, type TimeRules } from './check-times.js'
export { type DecodedJws, decodeJws } from './decode-jws.js'
export { TokenDigest } from './token-digest.js'
export { tokenFacts } from './token-facts.js'
export {
  acceptedTypes,
  checkMarkers,
  type Marker,
  type OtherTokenTypes,
  type TokenForm,
} from './token-form.js'
export {
  type BrokenJwt,
  type OpaqueToken,
  sniffToken,
  type TokenShape,
  type UnverifiedJwe,
  type UnverifiedJws,
} from './token-shape.js'
export { type TokenValidator, type ValidatedTokens, validateToken } from './token-validator.js'
export type { TokenFacts, TokenFormat, ValidatedToken } from './validated-token.js'
