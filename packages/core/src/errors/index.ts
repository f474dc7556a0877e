export { Breakdown, type BreakdownCode, type BreakdownOptions, isBreakdown } from './breakdown.js'
export { ConfigurationError, type ConfigurationErrorCode } from './configuration-error.js'
export { type AuthenticationNeeds, Denial, type DenialNeeds, deny, isDenial } from './denial.js'
export {
  type DenialCode,
  type DenialCodeFacts,
  denialCodes,
  type WireError,
} from './denial-codes.js'
