export {
  type ClientAuthentication,
  clientSecretBasic,
  clientSecretPost,
  type PrivateCryptoKey,
  privateKeyJwt,
  tlsClientAuth,
} from './client-authentication.js'
export { createIntrospectionValidator } from './introspection-validator.js'
export { Introspector, type IntrospectorSettings } from './introspector.js'
export { withRevocationCheck } from './revocation-check.js'
