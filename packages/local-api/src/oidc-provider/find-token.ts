import type { OidcProvider, StoredToken } from './provider.js'

/**
 * Looks an access token up as the provider's introspection does: expired and destroyed ones, and those of a
 * session that has ended, are not found. Neither is one that was marked as consumed.
 */
export async function findToken(
  provider: OidcProvider,
  value: string,
): Promise<StoredToken | undefined> {
  for (const model of [provider.AccessToken, provider.ClientCredentials]) {
    const token = await model.find(value)
    if (token === undefined) continue
    const stored = (await model.adapter.find(value)) as { consumed?: unknown } | undefined
    return stored === undefined || stored.consumed ? undefined : token
  }
  return undefined
}
