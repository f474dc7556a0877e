/** The signature primitive, as fast as the platform allows: see `platform/`. */
export { prepareKey, verifySignature } from '#platform'
export type { ImportedKey, PreparedKey } from './platform/platform.js'
