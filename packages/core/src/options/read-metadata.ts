import { ConfigurationError } from '../errors/index.js'
import type { Algorithm } from '../lib/algorithms.js'
import { isJsonObject } from '../lib/json.js'
import { requestable } from '../lib/scope-set.js'
import type { MetadataSettings, MetadataSigner } from '../metadata/index.js'
import { invalid, readAlgorithms, readNumber, readSecureUrl, refuseUnknown } from './read.js'

interface DescribedMembers {
  /** For people (RFC 9728 §2). */
  readonly resourceName?: string
  /** Page for developers. */
  readonly resourceDocumentation?: string
  /** Page about what clients may do with the data. */
  readonly resourcePolicyUri?: string
  /** Page with the terms of service. */
  readonly resourceTosUri?: string
}

/** The same in another language, as in `'resourceName#de'` (RFC 9728 §2.1). */
type LocalizedMembers = {
  readonly [Name in `${keyof DescribedMembers}#${string}`]?: string
}

/** What the metadata document says beyond what follows from the other options (RFC 9728 §2). */
export interface MetadataOptions extends DescribedMembers, LocalizedMembers {
  /**
   * All scopes that are listed: for APIs where not every name is for everybody (RFC 9728 §7.2). Default:
   * those of the guard's policy and of the policies of routes that the binding knows. Empty: none.
   */
  readonly scopesSupported?: readonly string[]
  /** All types of authorization details that are listed. Default: as with scopes. */
  readonly authorizationDetailsTypesSupported?: readonly string[]
  /** Keys of this API, for those who verify what it signs. */
  readonly jwksUri?: string
  /** Algorithms that this API signs answers of its own with. Default: it signs none. */
  readonly resourceSigningAlgorithms?: readonly Algorithm[]
  /** Seconds that the document may be cached. Default 3600, 0 to 86400. */
  readonly maxAgeSeconds?: number
  /** Serves the document signed as well: `signedMetadata({ issuer, key, algorithm })`. Default: not. */
  readonly signer?: MetadataSigner
}

const described: readonly string[] = [
  'resourceName',
  'resourceDocumentation',
  'resourcePolicyUri',
  'resourceTosUri',
] satisfies (keyof DescribedMembers)[]

const known = [
  ...described,
  'scopesSupported',
  'authorizationDetailsTypesSupported',
  'jwksUri',
  'resourceSigningAlgorithms',
  'maxAgeSeconds',
  'signer',
]

/** Reads `metadata`. */
export function readMetadata(value: unknown, resource: string | undefined): MetadataSettings {
  if (value !== undefined && !isJsonObject(value)) {
    throw invalid('metadata', value, "an object, as in { resourceName: 'Photos' }")
  }
  if (value !== undefined && resource === undefined) {
    throw new ConfigurationError(
      'option_missing',
      "publicUrl is missing: metadata needs a resource to describe; write publicUrl: 'https://api.example.com'",
    )
  }
  const options = (value ?? {}) as MetadataOptions
  const texts = Object.entries(options).filter(([name]) => described.includes(baseOf(name)))
  refuseUnknown('metadata', options, [...known, ...texts.map(([name]) => name)])
  const { jwksUri, resourceSigningAlgorithms: algorithms, signer } = options
  if (signer !== undefined && typeof signer?.sign !== 'function') {
    throw invalid('metadata.signer', signer, 'signedMetadata({ issuer, key, algorithm })')
  }
  return {
    scopesSupported: readScopes(options.scopesSupported),
    authorizationDetailsTypesSupported: readNames(
      'authorizationDetailsTypesSupported',
      options.authorizationDetailsTypesSupported,
    ),
    members: {
      jwks_uri: jwksUri === undefined ? undefined : readSecureUrl('metadata.jwksUri', jwksUri),
      resource_signing_alg_values_supported: [
        ...(readAlgorithms('metadata.resourceSigningAlgorithms', algorithms) ?? []),
      ],
      ...Object.fromEntries(texts.map(([name, text]) => [wireName(name), readText(name, text)])),
    },
    maxAgeSeconds: readNumber('metadata.maxAgeSeconds', options.maxAgeSeconds, {
      default: 3600,
      from: 0,
      to: 86_400,
    }),
    signer,
  }
}

const baseOf = (name: string) => name.split('#', 1)[0] ?? ''

/** `resourceName#de` is `resource_name#de`; the tag is one of a language (BCP 47). */
function wireName(name: string): string {
  const [base = '', ...tags] = name.split('#')
  const isTagged = tags.length === 1 && /^[a-z\d]{1,8}(?:-[a-z\d]{1,8})*$/i.test(tags[0] ?? '')
  if (tags.length > 0 && !isTagged) {
    throw invalid('metadata', name, "the tag of a language after #, as in 'resourceName#de'")
  }
  return [base.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), ...tags].join('#')
}

function readText(name: string, value: unknown): string {
  if (baseOf(name) !== 'resourceName') return readSecureUrl(`metadata.${name}`, value)
  if (typeof value === 'string' && value !== '') return value
  throw invalid(`metadata.${name}`, value, 'a name for people')
}

function readScopes(value: unknown): readonly string[] | undefined {
  const names = readNames('scopesSupported', value)
  const isScope = (name: string) => /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(name)
  if (names === undefined || (names.every(isScope) && requestable(names).length === names.length)) {
    return names
  }
  throw invalid(
    'metadata.scopesSupported',
    names,
    "single scopes without offline_access, which is the issuer's, as in ['api1.read']",
  )
}

function readNames(name: string, value: unknown): readonly string[] | undefined {
  if (value === undefined) return undefined
  const isList = Array.isArray(value) && value.every((one) => typeof one === 'string' && one !== '')
  if (isList) return [...new Set<string>(value)]
  throw invalid(`metadata.${name}`, value, 'a list of names; an empty one lists none')
}
