import { ConfigurationError } from '../errors/index.js'
import { checkIssuerIdentifier } from '../issuer/index.js'
import { type Algorithm, algorithmNames } from '../lib/algorithms.js'
import { isJsonObject } from '../lib/json.js'
import type { TokenForm } from '../token/index.js'
import {
  invalid,
  readAlgorithms,
  readChoice,
  readSecureUrl,
  readStrings,
  refuseUnknown,
} from './read.js'
import { type IntrospectionSettings, readIntrospection } from './read-introspection.js'
import { checkProfile, fapiAlgorithms, profileForm, readProfile } from './read-profile.js'
import { formOptions, readTokenForm } from './read-token-form.js'
import type { IssuerEntry, Profile, ResourceServerOptions } from './resource-server-options.js'
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

const entryOptions = [
  'issuer',
  'audience',
  'algorithms',
  'jwksUri',
  'jwks',
  'introspection',
  'tokenFormats',
  'jwtValidation',
  'profile',
  'preset',
  ...formOptions,
] as const satisfies readonly (keyof IssuerEntry)[]

/** Reads `issuer` or `issuers`, with the guard's audience and algorithms as defaults. */
export function readIssuers(options: ResourceServerOptions): readonly IssuerSettings[] {
  const defaults = readDefaults(options)
  return isTenantSource(options.issuers) ? [] : readEntries(listIssuers(options), defaults)
}

/** Whose issuers are found out by the request. */
export interface TenantSettings {
  readonly source: TenantSource
  /** Checks what the source says of a tenant, with the guard's options as defaults. */
  readonly read: (issuers: TenantIssuers) => readonly IssuerSettings[]
}

/** Reads `issuers` where it is `tenants(…)`. */
export function readTenants(options: ResourceServerOptions): TenantSettings | undefined {
  const { issuers: source } = options
  if (!isTenantSource(source)) return undefined
  const defaults = readDefaults(options)
  const read = (issuers: TenantIssuers) => {
    const list: readonly unknown[] = Array.isArray(issuers) ? issuers : [issuers]
    return readEntries(
      list.map((entry, index) => [`issuersOf()[${index}]`, entry]),
      defaults,
    )
  }
  return { source, read }
}

function readDefaults(options: ResourceServerOptions): Defaults {
  const profile = readProfile('profile', options.profile)
  const usual = profile === 'fapi2' ? fapiAlgorithms : algorithmNames
  return {
    profile,
    audience: readAudience('audience', options.audience),
    algorithms: readAlgorithms('algorithms', options.algorithms) ?? new Set(usual),
    introspection: readIntrospection('introspection', options.introspection),
    formats: options.tokenFormats,
    jwtValidation: options.jwtValidation,
  }
}

function readEntries(
  entries: readonly NamedEntry[],
  defaults: Defaults,
): readonly IssuerSettings[] {
  const settings = entries.map(([option, entry]) => readEntry(option, entry, defaults))
  const seen = new Set<string>()
  for (const { identifier } of settings) {
    if (seen.has(identifier)) throw invalid('issuers', identifier, 'each issuer once')
    seen.add(identifier)
  }
  return settings
}

type NamedEntry = readonly [option: string, entry: unknown]

function listIssuers(options: ResourceServerOptions): readonly NamedEntry[] {
  const { issuer, issuers } = options as { issuer?: unknown; issuers?: unknown }
  if (issuer !== undefined && issuers !== undefined) {
    throw new ConfigurationError('option_invalid', 'issuer and issuers are both given: write one')
  }
  if (issuer !== undefined) return [['issuer', issuer]]
  if (issuers === undefined) {
    throw new ConfigurationError(
      'option_missing',
      "issuer is missing: write issuer: 'https://identity.example.com', exactly the iss of its tokens",
    )
  }
  if (!Array.isArray(issuers) || issuers.length === 0) {
    throw invalid('issuers', issuers, "a list such as ['https://identity.example.com']")
  }
  return issuers.map((entry, index) => [`issuers[${index}]`, entry])
}

interface Defaults extends Pick<IssuerSettings, 'audience' | 'algorithms' | 'introspection'> {
  readonly profile: Profile | undefined
  readonly formats: unknown
  readonly jwtValidation: unknown
}

function readEntry(option: string, entry: unknown, defaults: Defaults): IssuerSettings {
  if (typeof entry === 'string') return readEntryObject(option, { issuer: entry }, defaults, option)
  if (option === 'issuer' || !isJsonObject(entry)) {
    throw invalid(option, entry, "the issuer's URL, as in 'https://identity.example.com'")
  }
  refuseUnknown(option, entry, entryOptions)
  return readEntryObject(option, entry as object as IssuerEntry, defaults, `${option}.issuer`)
}

function readEntryObject(
  option: string,
  entry: IssuerEntry,
  defaults: Defaults,
  issuerOption: string,
): IssuerSettings {
  if (typeof entry.issuer !== 'string')
    throw invalid(issuerOption, entry.issuer, "the issuer's URL")
  const { audience, algorithms, jwks, jwksUri } = entry
  const profile = readProfile(`${option}.profile`, entry.profile) ?? defaults.profile
  const formats = readFormats(option, entry, defaults)
  const said = readTokenForm(option, entry)
  const settings = {
    identifier: checkIssuerIdentifier(entry.issuer, issuerOption),
    audience:
      audience === undefined ? defaults.audience : readAudience(`${option}.audience`, audience),
    algorithms: readAlgorithms(`${option}.algorithms`, algorithms) ?? defaults.algorithms,
    jwksUri: jwksUri === undefined ? undefined : readSecureUrl(`${option}.jwksUri`, jwksUri),
    jwks: jwks === undefined ? undefined : readJwks(`${option}.jwks`, jwks),
    ...formats,
    form: profileForm(profile, said, formats),
  }
  checkProfile(option, [profile, defaults.profile], settings)
  return settings
}

/** Who may say what a token of this issuer is worth: the keys, the issuer itself, or both. */
function readFormats(
  option: string,
  entry: IssuerEntry,
  defaults: Defaults,
): Pick<IssuerSettings, 'introspection' | 'formats' | 'jwtValidation'> {
  const introspection =
    entry.introspection === undefined
      ? defaults.introspection
      : readIntrospection(`${option}.introspection`, entry.introspection)
  const usual = introspection === undefined ? ['jwt'] : ['jwt', 'reference']
  const formats = readFormatList(entry.tokenFormats ?? defaults.formats ?? usual)
  const jwtValidation = readChoice('jwtValidation', entry.jwtValidation ?? defaults.jwtValidation, [
    'local',
    'introspect',
  ] as const)
  if (introspection === undefined && (formats.has('reference') || jwtValidation === 'introspect')) {
    throw new ConfigurationError(
      'option_missing',
      'introspection is missing: reference tokens and revocation checks need introspection: { clientId, clientSecret }',
    )
  }
  return { introspection, formats, jwtValidation }
}

function readFormatList(value: unknown): ReadonlySet<IssuedFormat> {
  const names = readStrings('tokenFormats', value, "'jwt', 'reference' or both")
  const wrong = names.find((name) => name !== 'jwt' && name !== 'reference')
  if (wrong === undefined) return new Set(names as IssuedFormat[])
  throw invalid('tokenFormats', wrong, "'jwt', 'reference' or both")
}

function readAudience(option: string, value: unknown): readonly string[] | null {
  if (value === null) return null
  if (value !== undefined) return readStrings(option, value, "one or more names, as in 'api1'")
  throw new ConfigurationError(
    'option_missing',
    `${option} is missing: write audience: 'api1' with the name that your issuer puts into aud for this API, or audience: null to accept a token meant for anybody`,
  )
}

function readJwks(option: string, value: unknown): unknown {
  if (isJsonObject(value) && Array.isArray(value.keys)) return value
  throw invalid(option, value, 'a JWK Set: { keys: [ … ] }')
}
