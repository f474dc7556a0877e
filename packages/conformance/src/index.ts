export type { Level, Requirement, Status } from './requirement.js'
export { requirements } from './requirements.js'
