export * from '../token/check-claims.js'
