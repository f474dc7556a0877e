import { isJsonObject } from '../lib/json.js'
import type { Marker, OtherTokenTypes, TokenForm } from '../token/index.js'
import {
  check,
  given,
  isText,
  number,
  optional,
  type Reader,
  refuse,
  strings,
  table,
  type ValuesOf,
} from './read.js'
import type { Preset } from './resource-server-options.js'

const isList = (value: unknown): value is readonly unknown[] =>
  Array.isArray(value) && value.length > 0

const names = strings('names')

const markers = check<readonly Marker[]>(
  (value) => isList(value) && value.every(isMarker),
  "a list as in [{ claim: 'azp' }]",
)

const otherTypes = table(
  {
    types: check<OtherTokenTypes['types']>(
      (value) => isList(value) && value.every((type) => type === null || isText(type)),
      "a list as in ['JWT', null]",
    ),
    markers,
    // None is a list too: where the markers tell enough.
    foreignClaims: optional<readonly string[]>((value, option) =>
      Array.isArray(value) && value.length === 0 ? [] : names(value, option),
    ),
  } satisfies Record<keyof OtherTokenTypes, unknown>,
  '{ types, markers }',
)

/** What may be said of the tokens of an issuer, by its entry or by a preset. */
export const formOptions = {
  otherTokenTypes: optional(readOtherTypes),
  clientMarkers: optional(markers),
  clientSubjectSuffix: optional(check<string>(isText, "a text as in '@clients'")),
  maximumLifetimeSeconds: optional(number(1, 86_400)),
  requiredClaims: optional(names),
  scopeClaims: optional(names),
  clientIdClaims: optional(names),
  clientsWithoutAudience: optional(names),
} satisfies Record<keyof TokenForm, unknown>

const presetOptions = { name: given, sources: given, ...formOptions } satisfies Record<
  keyof Preset,
  unknown
>

/** Of a preset only what it says of tokens is read. */
export const readPreset: Reader<TokenForm> = (value, option) =>
  formOf(table(presetOptions, 'a preset, as in keycloak')(value, option))

/** What is said of tokens and nothing else, so that it may go over something that was said before. */
export function formOf(read: ValuesOf<typeof formOptions>): TokenForm {
  return Object.fromEntries(
    Object.entries(read).filter(([name, value]) => name in formOptions && value !== undefined),
  )
}

function readOtherTypes(value: unknown, option: string): OtherTokenTypes {
  const { foreignClaims, ...read } = otherTypes(value, option)
  if (!read.markers.some(tellsApart)) {
    refuse(
      `${option}.markers has no claim: write one that access tokens have and ID tokens have not, as in { claim: 'token_use', value: 'access' }`,
    )
  }
  const types = read.types.map((type) => type?.toLowerCase().replace(/^application\//, '') ?? null)
  return { ...read, types, ...(foreignClaims && { foreignClaims }) }
}

/** Every ID token has these, so that their being there tells nothing (OpenID Connect Core §2). */
const common = ['iss', 'sub', 'aud', 'exp', 'iat']

function tellsApart(marker: Marker): boolean {
  return (
    !('without' in marker) &&
    (marker.value !== undefined || [marker.claim].flat().every((name) => !common.includes(name)))
  )
}

function isMarker(value: unknown): value is Marker {
  if (!isJsonObject(value)) return false
  const { claim, value: says, without, ...others } = value
  if (Object.keys(others).length > 0) return false
  return 'without' in value
    ? typeof without === 'string' && !('claim' in value || 'value' in value)
    : isNames(claim) && (says === undefined || isNames(says))
}

const isNames = (value: unknown) => {
  const list = [value].flat()
  return list.length > 0 && list.every(isText)
}
