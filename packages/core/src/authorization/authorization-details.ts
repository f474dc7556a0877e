import { ConfigurationError, deny } from '../errors/index.js'
import { isJsonObject } from '../lib/json.js'
import { printable } from '../lib/printable.js'
import type { Policy, PolicyContext } from './policy.js'

/** One entry of `authorization_details` (RFC 9396 §2); members beside the common ones are for its type to say. */
export interface AuthorizationDetail {
  readonly type: string
  readonly locations?: readonly string[]
  readonly actions?: readonly string[]
  readonly datatypes?: readonly string[]
  readonly identifier?: string
  readonly privileges?: readonly string[]
  readonly [member: string]: unknown
}

type Scalar = string | number | boolean | null

type Judge = (value: unknown, context: PolicyContext) => boolean

/**
 * What a member must be: equal to a value; a list that holds all of these; or what a function says `true`
 * of (it is given `undefined` where the detail has no such member).
 */
export type ExpectedMember = Scalar | readonly Scalar[] | Judge

/**
 * The members of a detail that permits the operation. A member that is not here and that the detail has is
 * a limit that nobody looks at: such a detail permits nothing.
 */
export interface AuthorizationDetailMembers {
  /** What this API is called in `locations`, exactly; one is enough. Default: the guard's `resource`. */
  readonly locations?: readonly string[]
  readonly actions?: readonly string[] | Judge
  readonly datatypes?: readonly string[] | Judge
  readonly identifier?: string | Judge
  readonly privileges?: readonly string[] | Judge
  readonly type?: never
  readonly [member: string]: ExpectedMember | undefined
}

/** The members that a detail must have, or a function that says `true` of one that permits the operation. */
export type AuthorizationDetailMatcher =
  | AuthorizationDetailMembers
  | ((detail: AuthorizationDetail, context: PolicyContext) => boolean)

/**
 * One entry of the token's `authorization_details` must be of this type and, all by itself, permit the
 * operation (RFC 9396). Strings are compared exactly. An entry for other `locations` does not count, nor
 * does one that is malformed.
 *
 * @throws ConfigurationError when type or matcher are none
 */
export function authorizationDetails(type: string, matcher: AuthorizationDetailMatcher): Policy {
  if (typeof type !== 'string' || type === '') throw wrong(`has type ${printable(type)}`)
  const { matches, locations } = readMatcher(matcher)
  const here = (detail: AuthorizationDetail, resource: string | undefined) =>
    detail.locations?.some((location) =>
      locations === undefined ? location === resource : locations.includes(location),
    ) ?? true
  return {
    scopes: [],
    authorizationDetailsTypes: [type],
    check({ claims: { authorization_details: given } }, context) {
      const details: readonly unknown[] = Array.isArray(given) ? given : []
      const ofType = details.filter((detail) => isDetail(detail, type))
      if (ofType.some((detail) => here(detail, context.resource) && matches(detail, context)))
        return undefined
      const which = ofType.length === 0 ? 'It has no' : 'It has no fitting'
      return deny(
        'authorization_details_insufficient',
        `${which} authorization detail of type ${printable(type)}`,
      )
    },
  }
}

interface Matching {
  readonly matches: (detail: AuthorizationDetail, context: PolicyContext) => boolean
  readonly locations?: readonly string[] | undefined
}

function readMatcher(matcher: AuthorizationDetailMatcher): Matching {
  if (typeof matcher === 'function') return { matches: (...given) => matcher(...given) === true }
  if (!isJsonObject(matcher)) throw wrong('has no members to look for')
  const { locations, ...members } = matcher
  if (locations !== undefined && !(isListOfStrings(locations) && locations.length > 0)) {
    throw wrong('has locations')
  }
  const expected = new Map(Object.entries(members))
  for (const [name, value] of expected) {
    if (name === 'type' || !isExpectable(value)) throw wrong(`has ${printable(name)}`)
  }
  const known = new Set(['type', 'locations', ...expected.keys()])
  return {
    locations,
    matches: (detail, context) =>
      Object.keys(detail).every((name) => known.has(name)) &&
      [...expected].every(([name, value]) =>
        isAsExpected(Object.hasOwn(detail, name) ? detail[name] : undefined, value, context),
      ),
  }
}

function isAsExpected(
  value: unknown,
  expected: ExpectedMember | undefined,
  context: PolicyContext,
): boolean {
  if (typeof expected === 'function') return expected(value, context) === true
  if (!Array.isArray(expected)) return value === expected
  return Array.isArray(value) && expected.every((one) => value.includes(one))
}

function isExpectable(value: unknown): value is ExpectedMember {
  // Spread: a list with a hole would ask for nothing there.
  if (Array.isArray(value)) return value.length > 0 && [...value].every(isScalar)
  return typeof value === 'function' || isScalar(value)
}

function isScalar(value: unknown): value is Scalar {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value)
}

const lists = ['locations', 'actions', 'datatypes', 'privileges'] as const

function isDetail(value: unknown, type: string): value is AuthorizationDetail {
  if (!isJsonObject(value) || value.type !== type) return false
  const { identifier } = value
  return (
    (identifier === undefined || typeof identifier === 'string') &&
    lists.every((name) => value[name] === undefined || isListOfStrings(value[name]))
  )
}

function isListOfStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}

function wrong(what: string): ConfigurationError {
  return new ConfigurationError(
    'option_invalid',
    `authorizationDetails() ${what}: write authorizationDetails('payment_initiation', { actions: ['initiate'] }), each member a value, a list of values or a function, or a function of the whole detail`,
  )
}
