/**
 * The metadata document of a protected resource (RFC 9728 §2). What has no element, or is false, is not
 * in it.
 */
export interface ResourceMetadataDocument {
  readonly resource: string
  readonly authorization_servers?: readonly string[]
  readonly jwks_uri?: string
  readonly scopes_supported?: readonly string[]
  /** Absent where no token is taken under the scheme `Bearer`. */
  readonly bearer_methods_supported?: readonly string[]
  readonly resource_signing_alg_values_supported?: readonly string[]
  readonly resource_name?: string
  readonly resource_documentation?: string
  readonly resource_policy_uri?: string
  readonly resource_tos_uri?: string
  readonly tls_client_certificate_bound_access_tokens?: true
  readonly authorization_details_types_supported?: readonly string[]
  readonly dpop_signing_alg_values_supported?: readonly string[]
  readonly dpop_bound_access_tokens_required?: true
  /** Names in other languages (RFC 9728 §2.1). */
  readonly [localized: `${string}#${string}`]: string
}

/** Members by their names on the wire; those that say nothing are left out (RFC 9728 §3.2). */
export type Members = Readonly<Record<string, string | boolean | readonly string[] | undefined>>

export function createDocument(resource: string, members: Members): ResourceMetadataDocument {
  const telling = Object.entries(members).filter(
    ([, value]) => value === true || (value || '').length > 0,
  )
  return { resource, ...Object.fromEntries(telling) }
}
