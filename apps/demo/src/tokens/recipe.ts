import type { Source } from '../stages.js'
import type { Alteration } from './alter.js'

/** How to come by a token. Equal recipes are the same token. */
export interface TokenRecipe {
  /** Default: the authority that the API trusts. */
  readonly from?: Source
  /** A service fetches its own token; a person logs in with authorization code and PKCE. Default service. */
  readonly holder?: 'service' | 'alice' | 'bob'
  /** The resource indicator (RFC 8707). Default `urn:portcullis:api1:jwt`. */
  readonly resource?: string
  /** Scopes, separated by spaces. Default none. */
  readonly scope?: string
  /** Which token of the answer. Default access. */
  readonly kind?: 'access' | 'id'
  /** The authority binds it to a key of ours. Default none. */
  readonly proof?: 'dpop'
  /** What an attacker did to it afterwards. */
  readonly altered?: Alteration
}
