import { createProofKey } from '@portcullis/testing'
import { describe, expect, test } from 'vitest'
import { ProofVerifier } from '../../src/dpop/index.js'
import { algorithmNames, isDenial, type Scheme } from '../../src/index.js'
import type { JsonObject } from '../../src/lib/json.js'
import { type BindingRules, bindToken } from '../../src/pop/index.js'
import { TokenDigest, tokenFacts } from '../../src/token/index.js'
import { validatedToken } from '../../src/token/validated-token.js'
import { presentation } from '../support/holder.js'

const jkt = createProofKey().thumbprint
const proofs = new ProofVerifier({
  algorithms: new Set(algorithmNames),
  proofMaxAgeSeconds: 60,
  proofMaxFutureSeconds: 10,
  maximumProofLength: 8192,
  maximumJtiLength: 256,
  nonceMode: 'optional',
  nonces: undefined,
})
const rules: BindingRules = {
  proofs,
  proofRequired: false,
  certificates: undefined,
  certificateRequired: false,
  url: { publicUrl: undefined, isTrustedProxy: () => false, places: undefined },
}

/** What becomes of a token when whoever reads credentials lets through what it never does. */
async function codeOf(cnf: JsonObject | undefined, scheme: Scheme, changes: Partial<BindingRules>) {
  const claims = { exp: 2_000_000_000, ...(cnf && { cnf }) }
  const token = validatedToken(tokenFacts('jwt', 'https://issuer.test', claims))
  const presented = {
    request: presentation(),
    credentials: { kind: 'presented', scheme, token: 'token', proof: undefined },
    digest: new TokenDigest('token'),
    now: 1_700_000_000,
  } as const
  const bound = await bindToken(token, presented, { ...rules, ...changes })
  return isDenial(bound) ? bound.code : bound.token.binding
}

describe('a bound token, whatever was let through before', () => {
  test('[R111, R112] a bearer token where a proof is required', async () => {
    expect(await codeOf(undefined, 'Bearer', { proofRequired: true })).toBe('binding_missing')
    expect(await codeOf(undefined, 'Bearer', {})).toBe('none')
  })

  test('[R111] the scheme DPoP without a proof', async () => {
    expect(await codeOf({ jkt }, 'DPoP', {})).toBe('dpop_proof_missing')
  })

  test('[R111, R112] the scheme DPoP where DPoP is off', async () => {
    expect(await codeOf({ jkt }, 'DPoP', { proofs: undefined })).toBe('dpop_proof_missing')
    expect(await codeOf({ jkt }, 'Bearer', { proofs: undefined })).toBe('binding_required')
    expect(await codeOf(undefined, 'DPoP', { proofs: undefined })).toBe('binding_missing')
  })
})
