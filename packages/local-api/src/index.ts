/**
 * An API that lives with its authorization server asks it directly.
 *
 * @module
 */

export { localApi, localApiScope } from './local-api.js'
export type {
  LocalAuthority,
  LocalClaims,
  LocalToken,
  Standing,
} from './local-authority.js'
export type { LocalApiOptions } from './options.js'
