import { ConfigurationError } from '../errors/index.js'
import { isJsonObject } from '../lib/json.js'
import type { Marker, OtherTokenTypes, TokenForm } from '../token/index.js'
import { invalid, readNumber, readStrings, refuseUnknown } from './read.js'
import type { IssuerEntry } from './resource-server-options.js'

const lists = ['requiredClaims', 'scopeClaims', 'clientIdClaims', 'clientsWithoutAudience'] as const

export const formOptions = [
  'otherTokenTypes',
  'clientMarkers',
  'clientSubjectSuffix',
  'maximumLifetimeSeconds',
  ...lists,
] as const satisfies readonly (keyof TokenForm)[]

/** What is said of an issuer's tokens: by its preset, and over that by the entry itself. */
export function readTokenForm(option: string, entry: IssuerEntry): TokenForm {
  const { preset } = entry
  if (preset === undefined) return readOwn(option, entry)
  if (!isJsonObject(preset)) throw invalid(`${option}.preset`, preset, 'a preset, as in keycloak')
  refuseUnknown(`${option}.preset`, preset, ['name', 'sources', ...formOptions])
  return { ...readOwn(`${option}.preset`, preset as TokenForm), ...readOwn(option, entry) }
}

function readOwn(option: string, form: TokenForm): TokenForm {
  const { otherTokenTypes, clientMarkers, clientSubjectSuffix: suffix } = form
  const { maximumLifetimeSeconds: lifetime } = form
  const said = lists.filter((name) => form[name] !== undefined)
  const read = (name: string, value: unknown) => readStrings(`${option}.${name}`, value, 'names')
  return {
    ...Object.fromEntries(said.map((name) => [name, read(name, form[name])])),
    ...(otherTokenTypes && { otherTokenTypes: readTypes(option, otherTokenTypes) }),
    ...(clientMarkers && { clientMarkers: readMarkers(`${option}.clientMarkers`, clientMarkers) }),
    ...(suffix !== undefined && { clientSubjectSuffix: readSuffix(option, suffix) }),
    ...(lifetime !== undefined && {
      maximumLifetimeSeconds: readNumber(`${option}.maximumLifetimeSeconds`, lifetime, {
        default: 0,
        from: 1,
        to: 86_400,
      }),
    }),
  }
}

function readSuffix(option: string, value: unknown): string {
  if (typeof value === 'string' && value !== '') return value
  throw invalid(`${option}.clientSubjectSuffix`, value, "a text as in '@clients'")
}

function readTypes(of: string, value: OtherTokenTypes): OtherTokenTypes {
  const option = `${of}.otherTokenTypes`
  if (!isJsonObject(value)) throw invalid(option, value, '{ types, markers }')
  refuseUnknown(option, value, ['types', 'markers', 'foreignClaims'])
  const { types, foreignClaims } = value as object as OtherTokenTypes
  if (!Array.isArray(types) || types.length === 0 || !types.every(isType)) {
    throw invalid(`${option}.types`, types, "a list as in ['JWT', null]")
  }
  const markers = readMarkers(`${option}.markers`, value.markers)
  if (!markers.some(tellsApart)) {
    throw new ConfigurationError(
      'option_invalid',
      `${option}.markers has no claim: write one that access tokens have and ID tokens have not, as in { claim: 'token_use', value: 'access' }`,
    )
  }
  return {
    types: types.map((type) => type?.toLowerCase().replace(/^application\//, '') ?? null),
    markers,
    ...(foreignClaims && { foreignClaims: readForeign(`${option}.foreignClaims`, foreignClaims) }),
  }
}

/** Every ID token has these, so that their being there tells nothing (OpenID Connect Core §2). */
const common = ['iss', 'sub', 'aud', 'exp', 'iat']

function tellsApart(marker: Marker): boolean {
  if ('without' in marker) return false
  const names = typeof marker.claim === 'string' ? [marker.claim] : marker.claim
  return marker.value !== undefined || names.every((name) => !common.includes(name))
}

function isType(value: unknown): value is string | null {
  return value === null || (typeof value === 'string' && value !== '')
}

/** None is a list too: where the markers tell enough. */
function readForeign(option: string, value: readonly string[]): readonly string[] {
  return Array.isArray(value) && value.length === 0 ? [] : readStrings(option, value, 'names')
}

function readMarkers(option: string, value: unknown): readonly Marker[] {
  if (Array.isArray(value) && value.length > 0 && value.every(isMarker)) return value
  throw invalid(option, value, "a list as in [{ claim: 'azp' }]")
}

function isMarker(value: unknown): value is Marker {
  if (!isJsonObject(value)) return false
  const names = Object.keys(value)
  if ('without' in value) return names.length === 1 && typeof value.without === 'string'
  const isKnown = names.every((name) => name === 'claim' || name === 'value')
  return isKnown && isNames(value.claim) && (value.value === undefined || isNames(value.value))
}

function isNames(value: unknown): boolean {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value]
  return list.length > 0 && list.every((name) => typeof name === 'string' && name !== '')
}
