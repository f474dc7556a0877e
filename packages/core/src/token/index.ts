export {
  type BrokenJwt,
  type OpaqueToken,
  sniffToken,
  type TokenShape,
  type UnverifiedJwe,
  type UnverifiedJws,
} from './token-shape.js'
export { type TokenValidator, validateToken } from './token-validator.js'
export type { TokenFacts, TokenFormat, ValidatedToken } from './validated-token.js'
