import type { LocalToken, Standing } from '../local-authority.js'
import type { OidcProvider } from './provider.js'
import { readStandingClaim, type StandingClaim } from './standing-claim.js'

/** Says whether a user may still act; nothing, or anything that is false, when not. */
export type FindAccount = (accountId: string) => unknown

/** Asks for all that a token stands on, in the order in which it went into it. */
export async function standingOf(
  token: LocalToken,
  provider: OidcProvider,
  findAccount: FindAccount | null,
): Promise<Standing> {
  const claim = readStandingClaim(token.claims)
  if (claim === undefined || token.clientId === undefined) return 'unknown'
  if ((await provider.Client.find(token.clientId)) === undefined) return 'client_removed'
  return claim.kind === 'ClientCredentials' ? 'good' : ofUser(token, claim, provider, findAccount)
}

async function ofUser(
  { clientId = '', subject }: LocalToken,
  { grant: grantId, session }: StandingClaim,
  provider: OidcProvider,
  findAccount: FindAccount | null,
): Promise<Standing> {
  const grant = grantId === undefined ? undefined : await provider.Grant.find(grantId)
  if (grantId !== undefined && grant?.clientId !== clientId) return 'grant_revoked'
  // The grant knows the user by the name that is the authority's own, where `sub` is pairwise.
  const accountId = grant?.accountId ?? subject
  if (accountId === undefined) return 'unknown'
  if (session !== undefined) {
    const found = await provider.Session.findByUid(session)
    const same = found?.accountId === accountId && found.grantIdFor(clientId) === grantId
    if (!same) return 'session_ended'
  }
  if (findAccount === null || (await findAccount(accountId))) return 'good'
  return 'user_deactivated'
}
