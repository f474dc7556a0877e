import { Breakdown } from '../errors/index.js'
import type { Fetch } from '../lib/bounded-fetch.js'
import { isJsonObject, type JsonObject } from '../lib/json.js'
import { printable } from '../lib/printable.js'
import { isSecure } from './issuer-identifier.js'

/** What an issuer publishes about itself (RFC 8414 §2), as far as we use it: URLs that may be used. */
export interface IssuerMetadata {
  readonly jwksUri: string | undefined
  readonly introspectionEndpoint: string | undefined
  /** The same for clients that show a certificate (RFC 8705 §5). */
  readonly mtlsIntrospectionEndpoint: string | undefined
}

/**
 * Fetches an issuer's metadata: the OpenID Connect form first, because most serve it, then that of
 * RFC 8414 §3. Metadata that names another issuer is not used at all (RFC 8414 §3.3).
 */
export async function discover(issuer: string, fetch: Fetch): Promise<IssuerMetadata> {
  const metadata = await readMetadata(issuer, await request(issuer, fetch))
  const { issuer: named, mtls_endpoint_aliases: aliases } = metadata
  // Character by character: to URL parsers more than one spelling is the same.
  if (named !== issuer) {
    throw invalid(
      `The issuer ${printable(issuer)} calls itself ${printable(named)}: configure it exactly so`,
    )
  }
  const endpoint = 'introspection_endpoint'
  return {
    jwksUri: readUrl(issuer, metadata, 'jwks_uri'),
    introspectionEndpoint: readUrl(issuer, metadata, endpoint),
    mtlsIntrospectionEndpoint: isJsonObject(aliases)
      ? readUrl(issuer, aliases, endpoint)
      : undefined,
  }
}

/** The path of an issuer goes before one well-known name, and after the other. */
async function request(issuer: string, fetch: Fetch): Promise<Response> {
  const { origin, pathname } = new URL(issuer)
  const path = pathname.replace(/\/$/, '')
  const openid = await get(`${origin}${path}/.well-known/openid-configuration`, issuer, fetch)
  if (openid.ok) return openid
  const oauth2 = await get(`${origin}/.well-known/oauth-authorization-server${path}`, issuer, fetch)
  if (oauth2.ok) return oauth2
  throw new Breakdown(
    'issuer_unreachable',
    `The issuer ${printable(issuer)} answered ${openid.status} and ${oauth2.status} where its metadata should be`,
  )
}

async function get(url: string, issuer: string, fetch: Fetch): Promise<Response> {
  try {
    return await fetch(url, { method: 'GET', headers: { accept: 'application/json' } })
  } catch (cause) {
    const message = `The metadata of the issuer ${printable(issuer)} could not be fetched`
    throw new Breakdown('issuer_unreachable', message, { cause })
  }
}

async function readMetadata(issuer: string, response: Response): Promise<JsonObject> {
  const message = `The metadata of the issuer ${printable(issuer)} is not usable`
  const metadata: unknown = await response.json().catch((cause: unknown) => {
    throw invalid(message, cause)
  })
  const isMetadata = response.status === 200 && isJsonObject(metadata)
  if (isMetadata && typeof metadata.issuer === 'string') return metadata
  throw invalid(message)
}

/** Endpoints are https like their issuer, or nobody's (RFC 8414 §2); http is for an http issuer. */
function readUrl(issuer: string, metadata: JsonObject, name: string): string | undefined {
  const value = metadata[name]
  if (value === undefined) return undefined
  if (typeof value === 'string' && URL.canParse(value)) {
    const url = new URL(value)
    if (url.protocol === 'https:' || (isSecure(url) && issuer.startsWith('http:'))) return value
  }
  throw invalid(
    `The metadata of ${printable(issuer)} has ${name} ${printable(value)}, which is not an https URL`,
  )
}

function invalid(message: string, cause?: unknown): Breakdown {
  return new Breakdown('issuer_metadata_invalid', message, { cause })
}
