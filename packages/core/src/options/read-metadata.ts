import type { Algorithm } from '../lib/algorithms.js'
import { isJsonObject } from '../lib/json.js'
import { requestable } from '../lib/scope-set.js'
import { isWord } from '../lib/word.js'
import type { MetadataSettings, MetadataSigner } from '../metadata/index.js'
import {
  algorithms,
  check,
  hasMethods,
  invalid,
  isText,
  missing,
  number,
  optional,
  type Reader,
  readTable,
  secureUrl,
} from './read.js'

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

const described = {
  resourceName: optional(check<string>(isText, 'a name for people')),
  resourceDocumentation: optional(secureUrl),
  resourcePolicyUri: optional(secureUrl),
  resourceTosUri: optional(secureUrl),
} satisfies Record<keyof DescribedMembers, unknown>

const names = check<readonly string[]>(
  (value) => Array.isArray(value) && value.every(isText),
  'a list of names; an empty one lists none',
)

const options = {
  scopesSupported: optional(readScopes),
  authorizationDetailsTypesSupported: optional(readNames),
  jwksUri: optional(secureUrl),
  resourceSigningAlgorithms: optional(algorithms, []),
  maxAgeSeconds: number(0, 86_400, 3600),
  signer: optional(
    check<MetadataSigner>(
      (signer) => hasMethods(signer, 'sign'),
      'signedMetadata({ issuer, key, algorithm })',
    ),
  ),
} satisfies Record<
  Exclude<keyof MetadataOptions, keyof LocalizedMembers | keyof DescribedMembers>,
  unknown
>

/** Reads `metadata`. */
export function readMetadata(value: unknown, resource: string | undefined): MetadataSettings {
  const said = value === undefined ? {} : value
  if (!isJsonObject(said)) {
    return invalid('metadata', value, "an object, as in { resourceName: 'Photos' }")
  }
  if (value !== undefined && resource === undefined) {
    missing(
      "publicUrl is missing: metadata needs a resource to describe; write publicUrl: 'https://api.example.com'",
    )
  }
  const texts = { ...described, ...localized(said) }
  const read = readTable(said, { ...texts, ...options }, 'metadata')
  const members = Object.keys(texts).map((name) => [
    wireName(name),
    read[name as keyof typeof texts],
  ])
  return {
    ...read,
    members: {
      jwks_uri: read.jwksUri,
      resource_signing_alg_values_supported: [...read.resourceSigningAlgorithms],
      ...Object.fromEntries(members),
    },
  }
}

/** The readers of `resourceName#de` and its like. */
function localized(
  said: object,
): Readonly<Record<`${string}#${string}`, Reader<string | undefined>>> {
  const readers = Object.entries(described)
  return Object.fromEntries(
    Object.keys(said).flatMap((name) =>
      readers.flatMap(([base, reader]) => (name.startsWith(`${base}#`) ? [[name, reader]] : [])),
    ),
  )
}

/** `resourceName#de` is `resource_name#de`; the tag is one of a language (BCP 47). */
function wireName(name: string): string {
  const [base = '', ...tags] = name.split('#')
  return tags.length === 0 || /^[a-z\d]{1,8}(?:-[a-z\d]{1,8})*$/i.test(tags.join('#'))
    ? [base.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), ...tags].join('#')
    : invalid('metadata', name, "the tag of a language after #, as in 'resourceName#de'")
}

function readScopes(value: unknown, option: string): readonly string[] {
  const list = readNames(value, option)
  return list.every(isWord) && requestable(list).length === list.length
    ? list
    : invalid(
        option,
        list,
        "single scopes without offline_access, which is the issuer's, as in ['api1.read']",
      )
}

function readNames(value: unknown, option: string): readonly string[] {
  return [...new Set(names(value, option))]
}
