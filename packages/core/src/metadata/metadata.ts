import { type PolicyLike, toPolicy } from '../authorization/index.js'
import { deepFreeze } from '../lib/deep-freeze.js'
import { sha256Bytes } from '../lib/digest.js'
import { requestable } from '../lib/scope-set.js'
import { pathOf, type ResourceRequest } from '../request/index.js'
import { AnnouncedNames } from './announced.js'
import { createDocument, type Members, type ResourceMetadataDocument } from './document.js'
import type { MetadataSigner } from './signed-metadata.js'
import { metadataPaths, metadataUrl } from './well-known.js'

/** An answer of the metadata room; the same shape as every other answer. */
export interface MetadataAnswer {
  readonly status: number
  readonly headers: readonly (readonly [string, string])[]
  readonly body: string
}

/** What tells clients how to get a token for this API. */
export interface ResourceMetadata {
  /** Absolute URL of the document; named in every challenge (RFC 9728 §5.1). */
  readonly url: string
  /** Paths that a binding serves the document at; the first is that of `url`. */
  readonly paths: readonly string[]
  /** The document as it is at the moment, without `signed_metadata`. */
  readonly document: ResourceMetadataDocument
  /**
   * The answer to a request for the document, or nothing at once when the request is for something else.
   */
  respond(request: ResourceRequest): Promise<MetadataAnswer> | undefined
  /**
   * Lists what a policy of some route asks for, unless the options say what is listed. Bindings call it
   * when a route is set up.
   */
  announce(policy: PolicyLike): void
}

/** What the document is made of. */
export interface MetadataSettings {
  readonly scopesSupported: readonly string[] | undefined
  readonly authorizationDetailsTypesSupported: readonly string[] | undefined
  /** What only somebody who knows the API can say, by names on the wire. */
  readonly members: Members
  readonly maxAgeSeconds: number
  readonly signer: MetadataSigner | undefined
}

/** What a policy asks for, as far as clients may read of it in the document. */
interface Announced {
  readonly scopes: readonly string[]
  readonly authorizationDetailsTypes?: readonly string[]
}

/** The document follows from the options that the guard enforces; never from a request. */
export class Metadata implements ResourceMetadata {
  readonly url: string
  readonly paths: readonly string[]
  readonly #resource: string
  readonly #settings: MetadataSettings
  readonly #enforced: Members
  readonly #scopes: AnnouncedNames
  readonly #types: AnnouncedNames
  #document: ResourceMetadataDocument | undefined

  /** @param enforced - what follows from what the guard checks, by names on the wire */
  constructor(resource: string, settings: MetadataSettings, enforced: Members) {
    this.url = metadataUrl(resource)
    this.paths = metadataPaths(resource)
    this.#resource = resource
    this.#settings = settings
    this.#enforced = enforced
    this.#scopes = new AnnouncedNames(settings.scopesSupported)
    this.#types = new AnnouncedNames(settings.authorizationDetailsTypesSupported)
  }

  get document(): ResourceMetadataDocument {
    this.#document ??= deepFreeze(
      createDocument(this.#resource, {
        ...this.#enforced,
        scopes_supported: this.#scopes.list,
        authorization_details_types_supported: this.#types.list,
        ...this.#settings.members,
      }),
    )
    return this.#document
  }

  announce(policy: PolicyLike): void {
    const { scopes, authorizationDetailsTypes = [] }: Announced = toPolicy(policy)
    const news = [
      this.#scopes.learn(requestable(scopes)),
      this.#types.learn(authorizationDetailsTypes),
    ]
    // A new document is signed anew: not for policies that are made by the request.
    if (news.includes(true)) this.#document = undefined
  }

  /** Those of the scopes that strangers can read in the document anyway. */
  disclosed(scopes: readonly string[]): readonly string[] {
    return scopes.filter((scope) => this.#scopes.has(scope))
  }

  respond(request: ResourceRequest): Promise<MetadataAnswer> | undefined {
    return this.paths.includes(pathOf(request)) ? this.#answer(request) : undefined
  }

  async #answer(request: ResourceRequest): Promise<MetadataAnswer> {
    const { method } = request
    if (method === 'GET' || method === 'HEAD') return this.#serve(request)
    if (method !== 'OPTIONS') return { status: 405, headers: [openToAll, allow], body: '' }
    return { status: 204, headers: [openToAll, allow, ...preflight], body: '' }
  }

  async #serve(request: ResourceRequest): Promise<MetadataAnswer> {
    const { signer, maxAgeSeconds } = this.#settings
    const { document } = this
    // Never used past the end of what is signed, which is asked for anew after three quarters of its life.
    const age = Math.floor(Math.min(maxAgeSeconds, (signer?.lifetimeSeconds ?? Infinity) / 4))
    const signed = signer && { signed_metadata: await signer.sign(document) }
    const body = JSON.stringify({ ...document, ...signed })
    const tag = `"${await sha256Bytes(new TextEncoder().encode(body))}"`
    const headers = [openToAll, ['Cache-Control', `max-age=${age}`], ['ETag', tag]] as const
    if (isKnown(tag, request)) return { status: 304, headers, body: '' }
    return { status: 200, headers: [...headers, ['Content-Type', 'application/json']], body }
  }
}

// Public, for any origin, without credentials: a browser client has none yet.
const openToAll = ['Access-Control-Allow-Origin', '*'] as const
const methods = 'GET, HEAD, OPTIONS'
const allow = ['Allow', methods] as const
const preflight = [
  ['Access-Control-Allow-Methods', methods],
  // Some clients send a version of their protocol along, and are asked about it first.
  ['Access-Control-Allow-Headers', '*'],
  ['Access-Control-Max-Age', '86400'],
] as const

/** RFC 9110 §13.1.2, weak comparison. */
function isKnown(tag: string, request: ResourceRequest): boolean {
  const known = request.header('if-none-match').join(',').split(',')
  return known.some((one) => one.trim() === '*' || one.trim().replace(/^W\//, '') === tag)
}
