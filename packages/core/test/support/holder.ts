import {
  createProofKey,
  type ProofKey,
  type ProofOptions,
  proofs,
  type SigningAlgorithm,
  type TestIssuer,
} from '@portcullis/testing'
import type { RequestPeer, ResourceRequest } from '../../src/index.js'
import { type RequestParts, requestOf } from './request.js'

export const apiHost = 'api.example.com'
export const itemsUrl = `https://${apiHost}/items`

export interface PresentationParts extends RequestParts {
  readonly token?: string
  /** Default `Bearer`, or `DPoP` where there is a proof. */
  readonly with?: string
  /** One proof, or one for each `DPoP` line. */
  readonly proof?: string | readonly string[]
  readonly peer?: RequestPeer
}

/** `GET https://api.example.com/items` with what its holder has to show. */
export function presentation(parts: PresentationParts = {}): ResourceRequest {
  const { token, proof, peer } = parts
  const scheme = parts.with ?? (proof === undefined ? 'Bearer' : 'DPoP')
  const request = requestOf({
    ...parts,
    headers: {
      host: apiHost,
      ...(token === undefined ? {} : { authorization: `${scheme} ${token}` }),
      ...(proof === undefined ? {} : { dpop: proof }),
      ...parts.headers,
    },
  })
  return peer === undefined ? request : { ...request, peer }
}

type ProofParts = Partial<Omit<ProofOptions, 'key'>> & { readonly key?: ProofKey }

/** A client with a key: tokens that are bound to it, and proofs for them. */
export interface Holder {
  readonly key: ProofKey
  token(claims?: Readonly<Record<string, unknown>>): Promise<string>
  /** For `GET https://api.example.com/items`, unless told otherwise. */
  proof(token: string, parts?: ProofParts): string
  /** The token with a proof for it. */
  presenting(token: string, parts?: ProofParts, request?: PresentationParts): ResourceRequest
}

let rsaKey: ProofKey | undefined

/** RSA pairs take long to make: all holders share one. */
function keyOf(algorithm: SigningAlgorithm): ProofKey {
  if (!/^[RP]S/.test(algorithm)) return createProofKey(algorithm)
  rsaKey ??= createProofKey('RS256')
  return { ...rsaKey, algorithm }
}

export function createHolder(issuer: TestIssuer, algorithm: SigningAlgorithm = 'ES256'): Holder {
  const key = keyOf(algorithm)
  const proof = (token: string, parts: ProofParts = {}) =>
    proofs.forge({ key, url: itemsUrl, clock: issuer.clock, token, ...parts })
  return {
    key,
    token: (claims) => issuer.token({ claims: { cnf: { jkt: key.thumbprint }, ...claims } }),
    proof,
    presenting: (token, parts, request) =>
      presentation({ ...request, token, proof: proof(token, parts) }),
  }
}
