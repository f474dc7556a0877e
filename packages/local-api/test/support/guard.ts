import { type LocalApiOptions, localApi } from '../../src/index.js'
import { oidcProviderAuthority } from '../../src/oidc-provider/index.js'
import { PlainAuthority } from './plain-authority.js'
import type { TestAuthority } from './provider.js'

/** The authority of the tests, through the adapter. */
export function authorityOf(test: TestAuthority) {
  const { findAccount } = test
  return oidcProviderAuthority(() => test.provider, { findAccount })
}

export function guardOf(test: TestAuthority, more: Partial<LocalApiOptions> = {}) {
  const authority = authorityOf(test)
  return localApi({ authority, scope: 'local-api', audience: 'local', ...more })
}

/** A plain authority, a guard that asks it, and both on the same clock. */
export async function plain(more: Partial<LocalApiOptions> = {}) {
  const authority = await PlainAuthority.create()
  const { clock } = authority.forge
  const guard = localApi({ authority, scope: 'local-api', audience: 'local', clock, ...more })
  return { authority, guard, clock }
}
