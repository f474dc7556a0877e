import {
  createIntrospectionValidator,
  Introspector,
  withRevocationCheck,
} from './introspection/index.js'
import { Issuer } from './issuer/index.js'
import { createJwtValidator, type JwtIssuerRules } from './jwt/index.js'
import { boundedFetch } from './lib/bounded-fetch.js'
import type { Clock } from './lib/clock.js'
import type { Settings } from './options/index.js'
import type { TokenValidator } from './token/index.js'

type IssuerSettings = Settings['issuers'][number]

/** One trusted issuer, and the ways in which its word is taken. */
export interface Authority {
  readonly issuer: Issuer
  /** How its JWTs are judged, where it issues them. */
  readonly jwtRules: JwtIssuerRules | undefined
  readonly introspector: Introspector | undefined
  readonly takesReferences: boolean
  readonly checksRevocation: boolean
}

/** The issuers of a guard, or of one of its tenants, and what judges their tokens. */
export interface Trust {
  /** Goes before what is kept of their tokens: no two of a guard have the same. */
  readonly keyPrefix: string
  readonly authorities: readonly Authority[]
  readonly validators: readonly TokenValidator[]
}

export function createTrust(
  issuers: readonly IssuerSettings[],
  settings: Settings,
  keyPrefix: string,
): Trust {
  const authorities = issuers.map((issuer) => createAuthority(issuer, settings))
  const validators = [...settings.validators, ...createValidators(authorities, settings.clock)]
  return { keyPrefix, authorities, validators }
}

/** An answer is the claims of one token: no more is read. */
const maximumAnswerBytes = 128 * 1024

function createAuthority(own: IssuerSettings, settings: Settings): Authority {
  const issuer = new Issuer({ ...settings, ...own })
  const { audience, algorithms, formats } = own
  const { clockToleranceSeconds } = settings
  const jwtRules = { issuer, audience, algorithms, clockToleranceSeconds, form: own.form }
  return {
    issuer,
    jwtRules: formats.has('jwt') ? jwtRules : undefined,
    introspector: createIntrospector(issuer, own, settings),
    takesReferences: formats.has('reference'),
    checksRevocation: own.jwtValidation === 'introspect',
  }
}

function createIntrospector(
  issuer: Issuer,
  own: IssuerSettings,
  settings: Settings,
): Introspector | undefined {
  if (own.introspection === undefined) return undefined
  const { timeoutSeconds, introspectionCache: cache } = settings
  const fetch = boundedFetch(settings.fetch, { timeoutSeconds, maximumBytes: maximumAnswerBytes })
  return new Introspector({ ...settings, ...own, ...own.introspection, issuer, cache, fetch })
}

/** The validators of a guard: one for each structure that a token may have. */
function createValidators(
  authorities: readonly Authority[],
  clock: Clock,
): readonly TokenValidator[] {
  const rules = authorities.flatMap(({ issuer, jwtRules }) =>
    jwtRules === undefined ? [] : [[issuer.identifier, jwtRules] as const],
  )
  const askers = authorities.flatMap(({ takesReferences, introspector }) =>
    takesReferences && introspector !== undefined ? [introspector] : [],
  )
  return [
    ...(rules.length > 0 ? [createJwtValidators(new Map(rules), authorities, clock)] : []),
    ...(askers.length > 0 ? [createIntrospectionValidator(askers)] : []),
  ]
}

function createJwtValidators(
  rules: ReadonlyMap<string, JwtIssuerRules>,
  authorities: readonly Authority[],
  clock: Clock,
): TokenValidator {
  const jwt = createJwtValidator(rules, clock)
  const checkers = revocationCheckers(authorities)
  return checkers.size === 0 ? jwt : withRevocationCheck(jwt, checkers)
}

function revocationCheckers(authorities: readonly Authority[]): ReadonlyMap<string, Introspector> {
  return new Map(
    authorities.flatMap(({ issuer, checksRevocation, introspector }) =>
      checksRevocation && introspector !== undefined
        ? [[issuer.identifier, introspector] as const]
        : [],
    ),
  )
}
