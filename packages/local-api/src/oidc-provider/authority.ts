import { ConfigurationError } from '@portcullis/core'
import type { LocalAuthority, LocalClaims } from '../local-authority.js'
import { findToken } from './find-token.js'
import { isProvider, type OidcProvider, type StoredToken } from './provider.js'
import { publishedKeys } from './published-keys.js'
import { type FindAccount, standingOf } from './standing.js'
import { claimsOf } from './token-claims.js'

export interface OidcProviderAuthorityOptions {
  /**
   * Whether a user may still act, by account id: usually what `findAccount` of the provider's configuration
   * looks up, which the provider keeps to itself. Must be said; `null` is the written-down way out, and then
   * a deactivated user's tokens serve until they expire.
   */
  readonly findAccount: FindAccount | null
  /**
   * The `sub` of a user for a client, as `pairwiseIdentifier` of the provider's configuration makes it. Needed
   * where there are pairwise clients with reference tokens.
   */
  readonly pairwiseIdentifier?: (
    accountId: string,
    client: { readonly clientId: string },
  ) => string | Promise<string>
}

/**
 * Makes an oidc-provider the authority of a local API. Its JWTs for the API need `withStanding` among
 * `formats.customizers.jwt` of its configuration; those without are refused.
 *
 * @param provider - or a function that gives the one that now serves: a provider has its keys for life, so
 *   who rotates them without a restart puts another in its place
 * @throws ConfigurationError for what is no provider of this process
 */
export function oidcProviderAuthority(
  provider: OidcProvider | (() => OidcProvider),
  options: OidcProviderAuthorityOptions,
): LocalAuthority {
  const current = typeof provider === 'function' ? provider : () => provider
  const { issuer } = demandProvider(current())
  const { findAccount, pairwiseIdentifier } = readOptions(options)
  return {
    issuer,
    keys: () => keysOf(current()),
    standing: (token) => standingOf(token, current(), findAccount),
    async findReferenceToken(value) {
      const token = await findToken(current(), value)
      return token && tell(token, current(), pairwiseIdentifier)
    },
  }
}

/** The promise stands for the keys: it is the same one as long as the provider is. */
const known = new WeakMap<OidcProvider, Promise<object>>()

function keysOf(provider: OidcProvider): Promise<object> {
  const before = known.get(provider)
  if (before !== undefined) return before
  const keys = publishedKeys(provider)
  known.set(provider, keys)
  keys.catch(() => known.delete(provider))
  return keys
}

async function tell(
  token: StoredToken,
  provider: OidcProvider,
  pairwiseIdentifier: OidcProviderAuthorityOptions['pairwiseIdentifier'],
): Promise<LocalClaims> {
  const { accountId, clientId = '' } = token
  if (accountId === undefined) return claimsOf(token, provider.issuer, undefined)
  const client = await provider.Client.find(clientId)
  if (client?.subjectType !== 'pairwise') return claimsOf(token, provider.issuer, accountId)
  if (pairwiseIdentifier === undefined) {
    throw new Error(
      'A client has pairwise subjects: give oidcProviderAuthority the pairwiseIdentifier of the provider',
    )
  }
  return claimsOf(token, provider.issuer, await pairwiseIdentifier(accountId, client))
}

function demandProvider(provider: unknown): OidcProvider {
  if (isProvider(provider)) return provider
  throw new ConfigurationError(
    'option_invalid',
    "provider is no oidc-provider in this process: write the Provider itself; for one elsewhere write createResourceServer({ issuer: 'https://identity.example.com', audience })",
  )
}

function readOptions(options: OidcProviderAuthorityOptions): OidcProviderAuthorityOptions {
  const { findAccount, pairwiseIdentifier } = options ?? {}
  if (findAccount === undefined) {
    throw new ConfigurationError(
      'option_missing',
      'findAccount is missing: write findAccount: (accountId) => users.find(accountId), or null to let tokens of deactivated users serve until they expire',
    )
  }
  for (const [name, value] of Object.entries({ findAccount, pairwiseIdentifier })) {
    if (value === null || value === undefined || typeof value === 'function') continue
    throw new ConfigurationError('option_invalid', `${name} is no function: write one`)
  }
  return options
}
