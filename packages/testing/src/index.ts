export {
  type CertificateOptions,
  createCertificate,
  type TestCertificate,
} from './certificate/create-certificate.js'
export type { CertificateForms } from './certificate/forms.js'
export { createTestClock, type TestClock } from './clock.js'
export { type TokenDefect, tokenDefects } from './forge/defects/index.js'
export type { Forge, TokenOverrides } from './forge/forge.js'
export type { FaultOptions } from './issuer/fault-plan.js'
export type { Fault } from './issuer/faults.js'
export type { TestFetch } from './issuer/in-process-fetch.js'
export type { IntrospectionClient, IntrospectionClients } from './issuer/introspection/clients.js'
export { opaqueToken } from './issuer/introspection/known-tokens.js'
export type { AuthenticationMethod, LoggedIntrospection } from './issuer/introspection/question.js'
export type { LoggedRequest, TestEndpoint, TestRequests } from './issuer/request-log.js'
export {
  type RunningTestIssuer,
  type RunningTestIssuerOptions,
  startTestIssuer,
} from './issuer/start-test-issuer.js'
export { createTestIssuer, type TestIssuer, type TestIssuerOptions } from './issuer/test-issuer.js'
export type { DiscoveryForm } from './issuer/urls.js'
export { selfSignedCertificate } from './jws/self-signed-certificate.js'
export {
  type CompactInput,
  type SignatureAlgorithm,
  type SymmetricAlgorithm,
  signCompact,
} from './jws/sign-compact.js'
export type { SigningAlgorithm } from './keys/algorithms.js'
export type { RotateOptions, TestKeys } from './keys/key-ring.js'
export { generateSigningKey, type SigningKeyOptions, type TestKey } from './keys/signing-key.js'
export { type ProofDefect, proofDefects } from './proof/defects/index.js'
export { type ProofForge, type ProofOptions, proofs } from './proof/forge.js'
export { createProofKey, type ProofKey, type ProofKeyOptions } from './proof/proof-key.js'
