import {
  type AccessToken,
  ConfigurationError,
  isPolicy,
  type PolicyLike,
  type Requirement,
} from '@portcullis/core'

/**
 * What a route asks for: `true` any valid token, a policy a token that it permits, `'optional'` none
 * (a bad token is refused all the same), `false` nothing: no token is looked at.
 */
export type RouteAuth = boolean | 'optional' | PolicyLike

/** The `config` of a route where `request.auth` is there: `app.get<{ Params: … }, Guarded>(…)`. */
export interface Guarded {
  readonly auth: true | PolicyLike
}

/** What `request.auth` is, judged by the `config` of the route. */
export type AuthOf<Config> = Config extends { readonly auth: infer Auth }
  ? [Auth] extends [Guarded['auth']]
    ? AccessToken
    : AccessToken | undefined
  : AccessToken | undefined

/**
 * What the guard is asked for there; nothing where it is not asked.
 *
 * @throws ConfigurationError for a word that would otherwise leave the route open
 */
export function toRequirement(auth: RouteAuth | undefined): Requirement | undefined {
  if (typeof auth === 'boolean') return auth ? {} : undefined
  if (auth === 'optional') return { optional: true }
  if (isPolicy(auth)) return { policy: auth }
  throw invalid("auth is no policy: write { auth: scopes('api1.read') }, true, false or 'optional'")
}

export function invalid(message: string): ConfigurationError {
  return new ConfigurationError('option_invalid', message)
}
