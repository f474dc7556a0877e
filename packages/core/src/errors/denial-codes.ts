/**
 * Every reason a client can be refused for: what goes on the wire (status, `error`, `description`)
 * and the text it comes from. The sentence for the log is made where the fault is found.
 */
export interface DenialCodeFacts {
  readonly status: 400 | 401 | 403
  /** The `error` parameter; absent when the request carried no credentials (RFC 6750 §3.1). */
  readonly error?: WireError
  /** The `error_description` parameter: fixed text, never built from what came. */
  readonly description?: string
  /** Where the rule is written. */
  readonly source: string
}

/** The `error` values that leave this server in a challenge. */
export type WireError =
  | 'invalid_request'
  | 'invalid_token'
  | 'insufficient_scope'
  | 'insufficient_user_authentication'
  | 'invalid_dpop_proof'
  | 'use_dpop_nonce'

const invalidRequest = (description: string, source: string) =>
  ({ status: 400, error: 'invalid_request', description, source }) as const
/** Whatever the token, a page elsewhere is behind the request. */
const forbiddenPlace = (description: string, source: string) =>
  ({ status: 403, error: 'invalid_request', description, source }) as const
const invalidToken = (description: string, source: string) =>
  ({ status: 401, error: 'invalid_token', description, source }) as const

const invalidProof = (description: string, source: string) =>
  ({ status: 401, error: 'invalid_dpop_proof', description, source }) as const
const useNonce = (description: string) =>
  ({ status: 401, error: 'use_dpop_nonce', description, source: 'RFC 9449 §9' }) as const

const insufficientLogin = (description: string) =>
  ({
    status: 401,
    error: 'insufficient_user_authentication',
    description,
    source: 'RFC 9470 §3',
  }) as const

/** Denial codes by name. Each has a heading in `docs/errors.md`. */
export const denialCodes = {
  credentials_missing: { status: 401, source: 'RFC 6750 §3.1' },
  scheme_not_accepted: { status: 401, source: 'RFC 6750 §3.1' },

  credentials_malformed: invalidRequest(
    'The Authorization header is malformed',
    'RFC 9110 §11.2, RFC 6750 §2.1',
  ),
  credentials_repeated: invalidRequest(
    'More than one Authorization header was sent',
    'RFC 9110 §11.6.2',
  ),
  credentials_in_two_places: invalidRequest(
    'The access token was sent in more than one way',
    'RFC 6750 §2, §3.1',
  ),

  request_host_malformed: invalidRequest('The Host header is malformed', 'RFC 9110 §7.2'),
  request_host_not_allowed: forbiddenPlace(
    'This host name is not one of this resource',
    'RFC 9110 §7.2, §17.1',
  ),
  request_origin_not_allowed: forbiddenPlace(
    'Pages of this origin may not call this resource',
    'RFC 6454 §7, RFC 9110 §17.1',
  ),

  token_too_long: invalidToken('The access token is too long', 'RFC 8725 §3.11'),
  token_malformed: invalidToken('The access token is malformed', 'RFC 7515 §5.2, RFC 7519 §7.2'),
  token_encrypted: invalidToken('Encrypted access tokens are not accepted here', 'RFC 9068 §4'),
  token_format_not_accepted: invalidToken(
    'Access tokens of this format are not accepted here',
    'RFC 6750 §3.1',
  ),
  token_type_not_access_token: invalidToken(
    'The token is not an access token',
    'RFC 9068 §4, RFC 8725 §3.11',
  ),
  algorithm_not_allowed: invalidToken(
    'The access token is signed with an algorithm that is not accepted here',
    'RFC 8725 §3.1',
  ),
  header_not_understood: invalidToken(
    'The access token has a header parameter that is not understood here',
    'RFC 7515 §4.1.11, RFC 7797 §6',
  ),
  tenant_unknown: invalidToken(
    'The access token is not for this part of the API',
    'RFC 8707 §3, RFC 8725 §3.8',
  ),
  token_lifetime_too_long: invalidToken('The access token lives too long', 'RFC 9700 §2.2'),
  issuer_not_trusted: invalidToken(
    'The access token is not from a trusted issuer',
    'RFC 9068 §4, RFC 7519 §4.1.1',
  ),
  audience_mismatch: invalidToken(
    'The access token is meant for another audience',
    'RFC 9068 §4, RFC 8725 §3.9',
  ),
  token_expired: invalidToken('The access token expired', 'RFC 7519 §4.1.4'),
  token_not_yet_valid: invalidToken('The access token is not valid yet', 'RFC 7519 §4.1.5'),
  token_issued_in_future: invalidToken(
    'The access token was issued in the future',
    'RFC 7519 §4.1.6',
  ),
  claim_missing: invalidToken('The access token lacks a required claim', 'RFC 9068 §2.2'),
  claim_malformed: invalidToken('The access token has a claim of the wrong type', 'RFC 7519 §4.1'),
  signing_key_unknown: invalidToken(
    'The access token is signed with a key that its issuer does not publish',
    'RFC 9068 §4',
  ),
  signing_key_mismatch: invalidToken(
    'The access token names a key that does not fit its algorithm',
    'RFC 8725 §3.1',
  ),
  signature_invalid: invalidToken(
    'The signature of the access token is not valid',
    'RFC 7515 §5.2',
  ),
  token_inactive: invalidToken('The access token is not active', 'RFC 7662 §2.2'),
  binding_required: invalidToken(
    'The access token is bound to a key and cannot be used as a bearer token',
    'RFC 9449 §7.2',
  ),
  binding_missing: invalidToken(
    'The access token is not bound as this resource requires',
    'RFC 9449 §7.1, RFC 8705 §3',
  ),
  confirmation_malformed: invalidToken(
    'The confirmation of the access token is malformed',
    'RFC 7800 §3.1',
  ),
  confirmation_not_supported: invalidToken(
    'The access token is bound in a way that is not verified here',
    'RFC 7800 §3.1',
  ),
  certificate_missing: invalidToken(
    'The access token is bound to a client certificate and none was presented',
    'RFC 8705 §3',
  ),
  certificate_mismatch: invalidToken(
    'The access token is bound to another client certificate',
    'RFC 8705 §3',
  ),
  certificate_malformed: invalidToken(
    'The forwarded client certificate is malformed',
    'RFC 8705 §7.5, RFC 9440 §2.2',
  ),
  certificate_not_verified: invalidToken(
    'The client certificate was not verified in front of this resource',
    'RFC 8705 §6.2',
  ),
  certificate_repeated: invalidRequest(
    'More than one forwarded client certificate was sent',
    'RFC 9440 §2.2',
  ),
  dpop_key_mismatch: invalidToken(
    'The access token is bound to another key than that of the DPoP proof',
    'RFC 9449 §7.1',
  ),

  dpop_proof_repeated: invalidRequest('More than one DPoP proof was sent', 'RFC 9449 §4.3'),
  dpop_proof_missing: invalidProof('A DPoP proof is missing', 'RFC 9449 §7.1'),
  dpop_proof_too_long: invalidProof('The DPoP proof is too long', 'RFC 9449 §11.1'),
  dpop_proof_malformed: invalidProof('The DPoP proof is malformed', 'RFC 9449 §4.3'),
  dpop_proof_type_mismatch: invalidProof('The token is not a DPoP proof', 'RFC 9449 §4.3'),
  dpop_algorithm_not_allowed: invalidProof(
    'The DPoP proof is signed with an algorithm that is not accepted here',
    'RFC 9449 §4.3',
  ),
  dpop_key_malformed: invalidProof('The key in the DPoP proof is not usable', 'RFC 9449 §4.3'),
  dpop_key_private: invalidProof('The key in the DPoP proof is a private key', 'RFC 9449 §4.3'),
  dpop_claim_missing: invalidProof('The DPoP proof lacks a claim', 'RFC 9449 §4.2'),
  dpop_claim_malformed: invalidProof('The DPoP proof has a malformed claim', 'RFC 9449 §4.2'),
  dpop_method_mismatch: invalidProof('The DPoP proof is for another method', 'RFC 9449 §4.3'),
  dpop_url_mismatch: invalidProof('The DPoP proof is for another URL', 'RFC 9449 §4.3'),
  dpop_proof_expired: invalidProof('The DPoP proof is too old', 'RFC 9449 §11.1'),
  dpop_proof_from_future: invalidProof('The DPoP proof is from the future', 'RFC 9449 §11.1'),
  dpop_token_mismatch: invalidProof('The DPoP proof is for another access token', 'RFC 9449 §4.3'),
  dpop_signature_invalid: invalidProof(
    'The signature of the DPoP proof is not valid',
    'RFC 9449 §4.3',
  ),
  dpop_proof_replayed: invalidProof('The DPoP proof was used before', 'RFC 9449 §11.1'),
  dpop_nonce_missing: useNonce('The DPoP proof needs the nonce of this resource'),
  dpop_nonce_invalid: useNonce('The nonce of the DPoP proof is not valid any more'),

  authentication_too_weak: insufficientLogin('A different authentication level is required'),
  authentication_too_old: insufficientLogin('A more recent authentication is required'),
  scope_insufficient: {
    status: 403,
    error: 'insufficient_scope',
    description: 'The access token lacks a scope that this resource needs',
    source: 'RFC 6750 §3.1',
  },
  claim_insufficient: {
    status: 403,
    error: 'insufficient_scope',
    description: 'The access token does not permit this',
    source: 'RFC 6750 §3.1, RFC 9700 §2.3',
  },
  audience_insufficient: {
    status: 403,
    error: 'insufficient_scope',
    description: 'The access token is meant for another part of this API',
    source: 'RFC 6750 §3.1, RFC 9700 §2.3',
  },
  principal_insufficient: {
    status: 403,
    error: 'insufficient_scope',
    description: 'This is for another kind of principal',
    source: 'RFC 6750 §3.1, RFC 9700 §4.15',
  },
  actor_insufficient: {
    status: 403,
    error: 'insufficient_scope',
    description: 'Whoever acts here for another may not do this',
    source: 'RFC 6750 §3.1, RFC 8693 §4.1',
  },
  authorization_details_insufficient: {
    status: 403,
    error: 'insufficient_scope',
    description: 'The authorization details of the access token do not permit this',
    source: 'RFC 6750 §3.1, RFC 9396 §9',
  },
  policy_refused: {
    status: 403,
    error: 'insufficient_scope',
    description: 'The access token does not permit this',
    source: 'RFC 6750 §3.1, RFC 9700 §2.3',
  },
} as const satisfies Record<string, DenialCodeFacts>

/** A stable, machine-readable reason why a request was refused. */
export type DenialCode = keyof typeof denialCodes
