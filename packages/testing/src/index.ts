export { createTestClock, type TestClock } from './clock.js'
export { type TokenDefect, tokenDefects } from './forge/defects/index.js'
export type { Forge, TokenOverrides } from './forge/forge.js'
export type { Fault } from './issuer/faults.js'
export type { TestFetch } from './issuer/in-process-fetch.js'
export type { IntrospectionClients } from './issuer/introspection.js'
export { opaqueToken } from './issuer/reference-tokens.js'
export type { LoggedRequest, TestEndpoint, TestRequests } from './issuer/request-log.js'
export {
  type RunningTestIssuer,
  type RunningTestIssuerOptions,
  startTestIssuer,
} from './issuer/start-test-issuer.js'
export { createTestIssuer, type TestIssuer, type TestIssuerOptions } from './issuer/test-issuer.js'
export type { DiscoveryForm } from './issuer/urls.js'
export {
  type CompactInput,
  type SignatureAlgorithm,
  type SymmetricAlgorithm,
  signCompact,
} from './jws/sign-compact.js'
export type { SigningAlgorithm } from './keys/algorithms.js'
export type { RotateOptions, TestKeys } from './keys/key-ring.js'
export { generateSigningKey, type SigningKeyOptions, type TestKey } from './keys/signing-key.js'
