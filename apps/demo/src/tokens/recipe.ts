import type { Source } from '../stages.js'
import type { Alteration } from './alter.js'

/** What the authority binds tokens to: a key of their client (RFC 9449), its certificate (RFC 8705). */
export const bindings = ['none', 'DPoP', 'certificate', 'both'] as const

export type Binding = (typeof bindings)[number]

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
  /** How a person logs in: one `acr` of the authority. Default: the strongest. */
  readonly acr?: string
  /** Which token of the answer. Default access. */
  readonly kind?: 'access' | 'id'
  /** For tokens of services. Default none. */
  readonly bound?: Binding
  /** Tells tokens apart that are alike: each host of an API has one of its own, and each name. */
  readonly own?: string
  /** Its client told the authority to forget it before it was ever used (RFC 7009). Needs `own`. */
  readonly revoked?: boolean
  /** What an attacker did to it afterwards. */
  readonly altered?: Alteration
}
