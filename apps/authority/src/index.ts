export { type AuthorityOptions, createAuthority } from './authority.js'
export { EnvironmentError, readEnvironment, type Settings } from './environment.js'
export { generateKeys, type SigningKeys } from './keys.js'
export { type RunningAuthority, startAuthority } from './listen.js'
