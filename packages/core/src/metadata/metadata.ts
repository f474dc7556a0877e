import type { ResourceRequest } from '../request/index.js'
import { metadataPaths, metadataUrl } from './well-known.js'

/** The metadata document of a protected resource (RFC 9728 §2). */
export interface ResourceMetadataDocument {
  readonly resource: string
  readonly authorization_servers: readonly string[]
  readonly bearer_methods_supported: readonly string[]
}

/** An answer of the metadata room; the same shape as every other answer. */
interface MetadataAnswer {
  readonly status: number
  readonly headers: readonly (readonly [string, string])[]
  readonly body: string
}

/** What tells clients how to get a token for this API. */
export interface ResourceMetadata {
  /** Absolute URL of the document; named in every challenge (RFC 9728 §5.1). */
  readonly url: string
  /** Paths that a binding serves the document at. */
  readonly paths: readonly string[]
  readonly document: ResourceMetadataDocument
  /** The answer to a request for the document, or nothing when the request is for something else. */
  respond(request: ResourceRequest): MetadataAnswer | undefined
}

/** Makes the document once, from the options that the guard enforces; never from a request. */
export function createMetadata(resource: string, issuers: readonly string[]): ResourceMetadata {
  const paths = metadataPaths(resource)
  const document = {
    resource,
    authorization_servers: issuers,
    bearer_methods_supported: ['header'],
  }
  const body = JSON.stringify(document)
  return {
    url: metadataUrl(resource),
    paths,
    document,
    respond: (request) =>
      paths.includes(pathOf(request)) ? answer(request.method, body) : undefined,
  }
}

function pathOf(request: ResourceRequest): string {
  const end = request.target.indexOf('?')
  return end === -1 ? request.target : request.target.slice(0, end)
}

// Public, for any origin, without credentials: a browser client has none yet.
const openToAll = ['Access-Control-Allow-Origin', '*'] as const
const methods = 'GET, HEAD, OPTIONS'

function answer(method: string, body: string): MetadataAnswer {
  if (method === 'GET' || method === 'HEAD') {
    const type = ['Content-Type', 'application/json'] as const
    return { status: 200, headers: [openToAll, type, ['Cache-Control', 'max-age=3600']], body }
  }
  if (method === 'OPTIONS') {
    const allow = ['Access-Control-Allow-Methods', methods] as const
    return { status: 204, headers: [openToAll, allow, ['Allow', methods]], body: '' }
  }
  return { status: 405, headers: [openToAll, ['Allow', methods]], body: '' }
}
