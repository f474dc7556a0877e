import type { Scheme } from './credentials/index.js'
import { Metadata } from './metadata/index.js'
import type { Settings } from './options/index.js'

/** The metadata of a guard: what it publishes is what it enforces. Nothing where it has no URL. */
export function describeResource(
  { resource, metadata, issuers, dpop, mtls, policy }: Settings,
  schemes: readonly Scheme[],
): Metadata | undefined {
  if (resource === undefined) return undefined
  const described = new Metadata(resource, metadata, {
    authorization_servers: issuers.map((issuer) => issuer.identifier),
    bearer_methods_supported: schemes.includes('Bearer') ? ['header'] : [],
    tls_client_certificate_bound_access_tokens: mtls !== undefined,
    dpop_signing_alg_values_supported: [...(dpop?.algorithms ?? [])],
    dpop_bound_access_tokens_required: dpop?.required,
  })
  if (policy !== undefined) described.announce(policy)
  return described
}
