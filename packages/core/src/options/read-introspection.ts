import { ConfigurationError } from '../errors/index.js'
import { type ClientAuthentication, clientSecretBasic } from '../introspection/index.js'
import { isJsonObject } from '../lib/json.js'
import {
  invalid,
  invalidSecret,
  readBoolean,
  readChoice,
  readNumber,
  readSecureUrl,
  refuseUnknown,
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

const known = [
  'clientId',
  'clientSecret',
  'authentication',
  'endpoint',
  'response',
  'cacheSeconds',
  'negativeCacheSeconds',
  'maximumConcurrentCalls',
  'allowMissingAudience',
] as const satisfies readonly (keyof IntrospectionOptions)[]

/** Reads `introspection`; nothing where it is not given or is `false`. */
export function readIntrospection(
  option: string,
  value: unknown,
): IntrospectionSettings | undefined {
  if (value === undefined || value === false) return undefined
  if (!isJsonObject(value)) {
    throw invalidSecret(option, value, "{ clientId: 'api1', clientSecret: … }")
  }
  refuseUnknown(option, value, known)
  const options = value as object as IntrospectionOptions
  const { clientId, endpoint } = options
  if (typeof clientId !== 'string' || clientId === '') {
    throw invalid(`${option}.clientId`, clientId, 'the name of this API at the issuer')
  }
  return {
    clientId,
    authentication: readAuthentication(option, options),
    endpoint: endpoint === undefined ? undefined : readSecureUrl(`${option}.endpoint`, endpoint),
    response: readChoice(`${option}.response`, options.response, ['json', 'jwt'] as const),
    cacheSeconds: readNumber(`${option}.cacheSeconds`, options.cacheSeconds, cacheBounds),
    negativeCacheSeconds: readNumber(
      `${option}.negativeCacheSeconds`,
      options.negativeCacheSeconds,
      { default: 10, from: 0, to: 300 },
    ),
    maximumConcurrentCalls: readNumber(
      `${option}.maximumConcurrentCalls`,
      options.maximumConcurrentCalls,
      { default: 100, from: 1, to: 10_000 },
    ),
    allowMissingAudience: readBoolean(
      `${option}.allowMissingAudience`,
      options.allowMissingAudience,
    ),
  }
}

const cacheBounds = { default: 60, from: 0, to: 3600 }

function readAuthentication(option: string, options: IntrospectionOptions): ClientAuthentication {
  const { clientSecret, authentication } = options
  if (clientSecret !== undefined && authentication !== undefined) {
    throw new ConfigurationError(
      'option_invalid',
      `${option}.clientSecret and ${option}.authentication are both given: write one`,
    )
  }
  if (clientSecret !== undefined) return clientSecretBasic(readSecret(option, clientSecret))
  if (authentication === undefined) {
    throw new ConfigurationError(
      'option_missing',
      `${option} does not say how this API authenticates (RFC 7662 §2.1): write clientSecret, or authentication: ${authentications}`,
    )
  }
  if (isOurs(authentication)) return authentication
  throw invalidSecret(`${option}.authentication`, authentication, authentications)
}

function isOurs(authentication: ClientAuthentication): boolean {
  const parts = [authentication?.authenticate, authentication?.credential]
  return parts.every((part) => typeof part === 'function')
}

const authentications = 'privateKeyJwt(…), clientSecretPost(…) or tlsClientAuth()'

/** A wrong secret is not shown: it may be half right. */
function readSecret(option: string, value: unknown): string {
  if (typeof value === 'string' && value !== '') return value
  const what = value === '' ? 'empty' : 'not a string'
  throw new ConfigurationError(
    'option_invalid',
    `${option}.clientSecret is ${what}: write the secret of this API at the issuer`,
  )
}
