import type { TestKey } from '../../keys/signing-key.js'

/**
 * How one client authenticates: with this secret (`client_secret_basic`, `client_secret_post`), with
 * assertions by this key (`private_key_jwt`), or by a TLS layer that is not the issuer's business.
 */
export type IntrospectionClient = string | TestKey | { readonly method: 'tls_client_auth' }

/** Clients by `client_id`. */
export type IntrospectionClients = Readonly<Record<string, IntrospectionClient>>

export function usesTls(client: IntrospectionClient | undefined): boolean {
  return typeof client === 'object' && 'method' in client
}
