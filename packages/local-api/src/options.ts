import { ConfigurationError, type ResourceServerOptions } from '@portcullis/core'
import { checkAuthority, type LocalAuthority } from './local-authority.js'

/** Options that a local API has in common with every guard. */
type GuardOptions = Pick<
  ResourceServerOptions,
  | 'algorithms'
  | 'allowedOrigins'
  | 'audience'
  | 'clock'
  | 'clockToleranceSeconds'
  | 'dpop'
  | 'ignoreQueryToken'
  | 'maximumTokenLength'
  | 'metadata'
  | 'mtls'
  | 'onAccess'
  | 'onBreakdown'
  | 'onDenial'
  | 'onUntrustedHeader'
  | 'policy'
  | 'publicUrl'
  | 'realm'
  | 'replayStore'
  | 'resource'
  | 'scopeHierarchy'
  | 'tokenCacheEntries'
  | 'transformToken'
  | 'trustedProxies'
>

/** What `localApi` takes: the options of a guard, with an authority in the place of an issuer. */
export interface LocalApiOptions extends GuardOptions {
  /** The authorization server in this process. */
  readonly authority: LocalAuthority
  /**
   * The scope that a token must carry to touch this API at all. Must be said; `localApiScope` is the usual
   * name, and `null` the written-down way out, by which every token for the audience will do.
   */
  readonly scope: string | null
  /** Seconds that one question to the authority may take. Default 5, 1 to 60. */
  readonly timeoutSeconds?: number
  /**
   * Names that clients reach this API by; `null` where any will do. Default: any, and the names of this
   * machine where the authority is on loopback, against DNS rebinding.
   */
  readonly allowedHosts?: readonly string[] | null
}

/** Options of a guard that say how somebody elsewhere is asked. */
const remote = [
  'issuer',
  'issuers',
  'introspection',
  'introspectionCache',
  'tokenFormats',
  'jwtValidation',
  'keys',
  'fetch',
  'validators',
]

/** @throws ConfigurationError for what the guard itself would not find wrong */
export function checkOptions(options: LocalApiOptions): LocalApiOptions {
  if (typeof options !== 'object' || options === null) {
    throw invalid(
      'localApi has no options: write localApi({ authority, scope: localApiScope, audience })',
    )
  }
  checkAuthority(options.authority)
  const wrong = Object.keys(options).find((name) => remote.includes(name))
  if (wrong !== undefined) {
    throw new ConfigurationError(
      'option_unknown',
      `localApi has no option "${wrong}": the authority is asked in this process; leave it out`,
    )
  }
  // The validators here are not those that a profile speaks to: it would hold in part, and seem to hold.
  if ('profile' in options) {
    throw new ConfigurationError(
      'option_unknown',
      'localApi has no option "profile": a profile is about tokens from elsewhere; write algorithms, and dpop: \'required\' for tokens that are bound',
    )
  }
  checkScope(options.scope)
  const { timeoutSeconds = 5 } = options
  if (!(typeof timeoutSeconds === 'number' && timeoutSeconds >= 1 && timeoutSeconds <= 60)) {
    throw invalid('timeoutSeconds is out of bounds: write a number from 1 to 60')
  }
  return options
}

function checkScope(scope: unknown): void {
  if (scope === null || typeof scope === 'string') return
  if (scope !== undefined) throw invalid("scope is no text: write one scope, as in 'local-api'")
  throw new ConfigurationError(
    'option_missing',
    "scope is missing: write scope: localApiScope ('local-api') or the scope that your clients ask for, or scope: null to let every token for the audience in",
  )
}

function invalid(message: string): ConfigurationError {
  return new ConfigurationError('option_invalid', message)
}
