export { audience, claim } from './claims.js'
export { allOf, anyOf } from './combine.js'
export { type Policy, type PolicyFunction, type PolicyLike, toPolicy } from './policy.js'
export { anyScope, scopes } from './scopes.js'
