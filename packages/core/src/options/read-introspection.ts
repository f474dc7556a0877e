import { type ClientAuthentication, clientSecretBasic } from '../introspection/index.js'
import {
  boolean,
  check,
  choice,
  given,
  hasMethods,
  invalidSecret,
  isText,
  missing,
  number,
  optional,
  refuse,
  secureUrl,
  table,
} from './read.js'
import type { IntrospectionOptions } from './resource-server-options.js'

/** How one issuer is asked about tokens, with everything decided. */
export interface IntrospectionSettings {
  readonly clientId: string
  readonly authentication: ClientAuthentication
  readonly endpoint: string | undefined
  readonly response: 'json' | 'jwt'
  readonly cacheSeconds: number
  readonly negativeCacheSeconds: number
  readonly maximumConcurrentCalls: number
  readonly allowMissingAudience: boolean
}

const authentications = 'privateKeyJwt(…), clientSecretPost(…) or tlsClientAuth()'

const options = table(
  {
    clientId: check<string>(isText, 'the name of this API at the issuer'),
    clientSecret: optional(readSecret),
    authentication: optional(readAuthentication),
    endpoint: optional(secureUrl),
    response: choice(['json', 'jwt']),
    cacheSeconds: number(0, 3600, 60),
    negativeCacheSeconds: number(0, 300, 10),
    maximumConcurrentCalls: number(1, 10_000, 100),
    allowMissingAudience: optional(boolean, false),
  } satisfies Record<keyof IntrospectionOptions, unknown>,
  "{ clientId: 'api1', clientSecret: … }",
  invalidSecret,
)

/** Reads `introspection`; `false` where it is said that there is none. */
export function readIntrospection(value: unknown, option: string): IntrospectionSettings | false {
  if (value === false) return value
  const { clientSecret, authentication, ...settings } = options(value, option)
  if (clientSecret !== undefined && authentication !== undefined) {
    refuse(`${option}.clientSecret and ${option}.authentication are both given: write one`)
  }
  return {
    ...settings,
    authentication:
      authentication ??
      (clientSecret === undefined
        ? missing(
            `${option} does not say how this API authenticates (RFC 7662 §2.1): write clientSecret, or authentication: ${authentications}`,
          )
        : clientSecretBasic(clientSecret)),
  }
}

function readAuthentication(value: unknown, option: string): ClientAuthentication {
  return hasMethods(value, 'authenticate', 'credential')
    ? given(value)
    : invalidSecret(option, value, authentications)
}

/** A wrong secret is not shown: it may be half right. */
function readSecret(value: unknown, option: string): string {
  if (isText(value)) return value
  const what = value === '' ? 'empty' : 'not a string'
  return refuse(`${option} is ${what}: write the secret of this API at the issuer`)
}
