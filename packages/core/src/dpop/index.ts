export { type NonceSettings, Nonces } from './nonces.js'
export { normalizeRequestUrl } from './normalize-url.js'
export { type ProofRules, ProofVerifier, type VerifiedProof } from './proof-verifier.js'
export { reserveProof } from './reserve-proof.js'
