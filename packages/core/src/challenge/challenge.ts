import type { Scheme } from '../credentials/index.js'
import type { Denial } from '../errors/index.js'
import { requestable } from '../lib/scope-set.js'
import { quotedString } from './quote.js'

export interface ChallengeSettings {
  /** Schemes that are accepted, in the order in which they are offered. */
  readonly schemes: readonly Scheme[]
  /** The protection space, for clients that show one (RFC 9110 §11.5). */
  readonly realm: string | undefined
  /** Algorithms that DPoP proofs may be signed with (RFC 9449 §7.1). */
  readonly proofAlgorithms: readonly string[]
  /** URL of the metadata document (RFC 9728 §5.1). */
  readonly resourceMetadata: string | undefined
}

type Parameter = readonly [name: string, value: string | undefined]

/**
 * The values of `WWW-Authenticate` that a denial is answered with, one per field line. The error
 * stands in the challenge of the scheme that was used, in all of them when none is clear
 * (RFC 9449 §7.2), and in none when there was nothing to find fault with (RFC 6750 §3.1).
 *
 * @param scope - what a client should ask for; default: what the denial says
 */
export function challenges(
  denial: Denial,
  settings: ChallengeSettings,
  scope = denial.needs.scope,
): readonly string[] {
  const used = denial.scheme
  const offered = offeredSchemes(denial, settings)
  const wanted = requestable(scope ?? []).join(' ') || undefined
  return offered.map((scheme) => {
    const blamed = used === undefined || used === scheme
    return challenge(scheme, [
      ...(blamed ? errorOf(denial) : []),
      ['scope', wanted],
      ...commonTo(settings),
      ...(scheme === 'DPoP' ? algorithmsOf(settings) : []),
    ])
  })
}

/** The scheme that was used comes first; whoever lacks a permission need not learn of another scheme. */
function offeredSchemes(denial: Denial, { schemes }: ChallengeSettings): readonly Scheme[] {
  const { scheme: used, status } = denial
  if (used === undefined) return schemes
  return status === 403 ? [used] : [used, ...schemes.filter((scheme) => scheme !== used)]
}

/** `error` comes first: there are clients that look no further for it. */
function errorOf(denial: Denial): readonly Parameter[] {
  const { acrValues, maxAgeSeconds } = denial.needs
  return [
    ['error', denial.error],
    ['error_description', denial.description],
    ['acr_values', acrValues?.join(' ')],
    ['max_age', maxAgeSeconds?.toString()],
  ]
}

function commonTo(settings: ChallengeSettings): readonly Parameter[] {
  return [
    ['realm', settings.realm],
    ['resource_metadata', settings.resourceMetadata],
  ]
}

function algorithmsOf(settings: ChallengeSettings): readonly Parameter[] {
  return [['algs', settings.proofAlgorithms.join(' ')]]
}

function challenge(scheme: Scheme, parameters: readonly Parameter[]): string {
  const written = parameters.flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${quotedString(value)}`],
  )
  return `${scheme} ${written.join(', ')}`
}
