export { createJwtValidator, type JwtIssuerRules } from './jwt-validator.js'
