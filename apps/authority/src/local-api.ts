import { type AccessToken, type GuardedState, metadata, protect } from '@portcullis/koa'
import { localApi } from '@portcullis/local-api'
import { oidcProviderAuthority, withStanding } from '@portcullis/local-api/oidc-provider'
import { createLog, describeToken } from '@portcullis-apps/shared'
import type { Configuration, Provider } from 'oidc-provider'
import { isUser } from './accounts.js'
import type { LocalSettings } from './local-settings.js'

/** What the local API is called in `aud`. */
const audience = 'local'

const routes = new Map<string, (token: AccessToken) => unknown>([
  ['GET /local/me', describeToken],
  ['GET /local/data', () => ({ data: ['one', 'two'] })],
])

/** Lets the JWTs for the local API say which grant they stand on; those for others stay as they are. */
export const formats: Configuration['formats'] = {
  customizers: {
    jwt: (context, token, jwt) => {
      if (token.aud === audience) withStanding(context, token, jwt)
    },
  },
}

/** Serves an API from the server of the provider, whose tokens it takes without asking over the network. */
export function mountLocalApi(provider: Provider, settings: LocalSettings): void {
  const log = createLog()
  const guard = localApi({
    ...settings,
    authority: oidcProviderAuthority(provider, { findAccount: isUser }),
    audience,
    publicUrl: provider.issuer,
    resource: `${provider.issuer}/local`,
    onDenial: log.refusal,
    onBreakdown: log.refusal,
  })
  const guarded = protect(guard)
  provider.use(metadata(guard))
  provider.use((context, next) => {
    const answer = routes.get(`${context.method} ${context.path}`)
    if (answer === undefined) return next()
    return guarded(context, async () => {
      const { auth } = context.state as GuardedState
      context.body = answer(auth)
    })
  })
}
