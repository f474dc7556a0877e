export { type ActorIdentity, actor, notDelegated } from './actor.js'
export {
  type AuthorizationDetail,
  type AuthorizationDetailMatcher,
  type AuthorizationDetailMembers,
  authorizationDetails,
  type ExpectedMember,
} from './authorization-details.js'
export { audience, claim } from './claims.js'
export { allOf, anyOf } from './combine.js'
export {
  isPolicy,
  type Policy,
  type PolicyContext,
  type PolicyFunction,
  type PolicyLike,
  toPolicy,
} from './policy.js'
export { principal } from './principal.js'
export { anyScope, scopes } from './scopes.js'
export { type StepUpOptions, stepUp } from './step-up.js'
