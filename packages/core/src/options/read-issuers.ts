import { checkIssuerIdentifier } from '../issuer/index.js'
import type { Algorithm } from '../lib/algorithms.js'
import { isJsonObject } from '../lib/json.js'
import type { TokenForm } from '../token/index.js'
import {
  algorithms,
  check,
  choice,
  invalid,
  missing,
  optional,
  readTable,
  refuse,
  secureUrl,
  strings,
  type ValuesOf,
} from './read.js'
import { type IntrospectionSettings, readIntrospection } from './read-introspection.js'
import { checkProfile, profile, profileForm, usualAlgorithms } from './read-profile.js'
import { formOf, formOptions, readPreset } from './read-token-form.js'
import type { IssuerEntry, ResourceServerOptions } from './resource-server-options.js'
import { isTenantSource, type TenantIssuers, type TenantSource } from './tenant-options.js'

/** One issuer with everything decided. */
export interface IssuerSettings {
  readonly identifier: string
  readonly audience: readonly string[] | null
  readonly algorithms: ReadonlySet<Algorithm>
  readonly jwksUri: string | undefined
  readonly jwks: unknown
  readonly introspection: IntrospectionSettings | undefined
  readonly formats: ReadonlySet<IssuedFormat>
  readonly jwtValidation: JwtValidation
  readonly form: TokenForm
}

type IssuedFormat = 'jwt' | 'reference'
type JwtValidation = 'local' | 'introspect'

/** What a guard says for all of its issuers, and an issuer for itself. */
const commonOptions = {
  algorithms: optional(algorithms),
  introspection: optional(readIntrospection),
  tokenFormats: optional(readFormats),
  jwtValidation: optional(choice(['local', 'introspect'])),
  profile,
}

/** Those options of a guard that are about its issuers. */
export const issuerOptions = { audience: readAudience, ...commonOptions }

type Defaults = ValuesOf<typeof issuerOptions>

const entryOptions = {
  issuer: check<string>((value) => typeof value === 'string', "the issuer's URL"),
  audience: optional(readAudience),
  jwksUri: optional(secureUrl),
  jwks: optional(
    check<unknown>(
      (value) => isJsonObject(value) && Array.isArray(value.keys),
      'a JWK Set: { keys: [ … ] }',
    ),
  ),
  preset: optional(readPreset),
  ...commonOptions,
  ...formOptions,
} satisfies Record<keyof IssuerEntry, unknown>

type NamedEntry = readonly [option: string, entry: unknown]

/** Reads `issuer` or `issuers`, with the guard's other options as defaults. */
export function readIssuers(
  options: ResourceServerOptions,
  defaults: Defaults,
): readonly IssuerSettings[] {
  return isTenantSource(options.issuers) ? [] : readEntries(listIssuers(options), defaults)
}

/** Whose issuers are found out by the request. */
export interface TenantSettings {
  readonly source: TenantSource
  /** Checks what the source says of a tenant, with the guard's options as defaults. */
  readonly read: (issuers: TenantIssuers) => readonly IssuerSettings[]
}

/** Reads `issuers` where it is `tenants(…)`. */
export function readTenants(source: unknown, defaults: Defaults): TenantSettings | undefined {
  if (!isTenantSource(source)) return undefined
  const read = (issuers: TenantIssuers) =>
    readEntries(named('issuersOf()', Array.isArray(issuers) ? issuers : [issuers]), defaults)
  return { source, read }
}

function readEntries(
  entries: readonly NamedEntry[],
  defaults: Defaults,
): readonly IssuerSettings[] {
  const settings = entries.map(([option, entry]) => readEntry(option, entry, defaults))
  const seen = new Set<string>()
  for (const { identifier } of settings) {
    if (seen.has(identifier)) invalid('issuers', identifier, 'each issuer once')
    seen.add(identifier)
  }
  return settings
}

function named(option: string, entries: readonly unknown[]): readonly NamedEntry[] {
  return entries.map((entry, index) => [`${option}[${index}]`, entry])
}

function listIssuers(options: ResourceServerOptions): readonly NamedEntry[] {
  const { issuer, issuers } = options as { issuer?: unknown; issuers?: unknown }
  if (issuer !== undefined) {
    return issuers === undefined
      ? [['issuer', issuer]]
      : refuse('issuer and issuers are both given: write one')
  }
  if (issuers === undefined) {
    missing(
      "issuer is missing: write issuer: 'https://identity.example.com', exactly the iss of its tokens",
    )
  }
  return Array.isArray(issuers) && issuers.length > 0
    ? named('issuers', issuers)
    : invalid('issuers', issuers, "a list such as ['https://identity.example.com']")
}

function readEntry(option: string, entry: unknown, defaults: Defaults): IssuerSettings {
  const isUrl = typeof entry === 'string'
  if (!isUrl && (option === 'issuer' || !isJsonObject(entry))) {
    invalid(option, entry, "the issuer's URL, as in 'https://identity.example.com'")
  }
  const read = readTable(isUrl ? { issuer: entry } : Object(entry), entryOptions, option)
  const name = read.profile ?? defaults.profile
  const formats = decideFormats(
    (read.introspection ?? defaults.introspection) || undefined,
    read.tokenFormats ?? defaults.tokenFormats,
    read.jwtValidation ?? defaults.jwtValidation,
  )
  const settings = {
    ...read,
    identifier: checkIssuerIdentifier(read.issuer, isUrl ? option : `${option}.issuer`),
    audience: read.audience === undefined ? defaults.audience : read.audience,
    algorithms: read.algorithms ?? defaults.algorithms ?? usualAlgorithms(defaults.profile),
    ...formats,
    form: profileForm(name, { ...read.preset, ...formOf(read) }, formats),
  }
  checkProfile(option, [name, defaults.profile], settings)
  return settings
}

/** Who may say what a token of this issuer is worth: the keys, the issuer itself, or both. */
function decideFormats(
  introspection: IntrospectionSettings | undefined,
  said: ReadonlySet<IssuedFormat> | undefined,
  jwtValidation: JwtValidation = 'local',
): Pick<IssuerSettings, 'introspection' | 'formats' | 'jwtValidation'> {
  const usual: readonly IssuedFormat[] = introspection === undefined ? ['jwt'] : bothFormats
  const formats = said ?? new Set(usual)
  if (introspection === undefined && (formats.has('reference') || jwtValidation === 'introspect')) {
    missing(
      'introspection is missing: reference tokens and revocation checks need introspection: { clientId, clientSecret }',
    )
  }
  return { introspection, formats, jwtValidation }
}

const bothFormats: readonly IssuedFormat[] = ['jwt', 'reference']

function readFormats(value: unknown, option: string): ReadonlySet<IssuedFormat> {
  const write = "'jwt', 'reference' or both"
  const names = new Set<string>(strings(write)(value, option))
  const formats = new Set(bothFormats.filter((name) => names.delete(name)))
  for (const wrong of names) invalid(option, wrong, write)
  return formats
}

function readAudience(value: unknown, option: string): readonly string[] | null {
  if (value === null) return null
  return value === undefined
    ? missing(
        `${option} is missing: write audience: 'api1' with the name that your issuer puts into aud for this API, or audience: null to accept a token meant for anybody`,
      )
    : strings("one or more names, as in 'api1'")(value, option)
}
