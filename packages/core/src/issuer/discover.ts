import {
  type AuthorizationServer,
  allowInsecureRequests,
  customFetch,
  discoveryRequest,
  OperationProcessingError,
  processDiscoveryResponse,
} from 'oauth4webapi'
import { Breakdown } from '../errors/index.js'
import type { Fetch } from '../lib/bounded-fetch.js'
import { printable } from '../lib/printable.js'
import { isSecure } from './issuer-identifier.js'

/** What an issuer publishes about itself (RFC 8414 §2), as far as we use it. */
export interface IssuerMetadata {
  readonly jwksUri: string | undefined
  readonly server: AuthorizationServer
}

/**
 * Fetches an issuer's metadata: the OpenID Connect form first, because most serve it, then that of
 * RFC 8414 §3. Metadata that names another issuer is not used at all (RFC 8414 §3.3).
 */
export async function discover(issuer: string, fetch: Fetch): Promise<IssuerMetadata> {
  const response = await request(issuer, fetch)
  const server = await readMetadata(issuer, response)
  if (server.issuer !== issuer) throw issuerDiffers(issuer, server.issuer)
  const { jwks_uri, introspection_endpoint, mtls_endpoint_aliases: aliases } = server
  checkEndpoint(issuer, 'introspection_endpoint', introspection_endpoint)
  checkEndpoint(issuer, 'mtls introspection_endpoint', aliases?.introspection_endpoint)
  return { server, jwksUri: checkEndpoint(issuer, 'jwks_uri', jwks_uri) }
}

async function request(issuer: string, fetch: Fetch): Promise<Response> {
  const openid = await requestForm(issuer, 'oidc', fetch)
  if (openid.ok) return openid
  const oauth2 = await requestForm(issuer, 'oauth2', fetch)
  if (oauth2.ok) return oauth2
  throw new Breakdown(
    'issuer_unreachable',
    `The issuer ${printable(issuer)} answered ${openid.status} and ${oauth2.status} where its metadata should be`,
  )
}

async function requestForm(
  issuer: string,
  algorithm: 'oidc' | 'oauth2',
  fetch: Fetch,
): Promise<Response> {
  try {
    return await discoveryRequest(new URL(issuer), {
      algorithm,
      [customFetch]: (url, init) => fetch(url, { method: init.method, headers: init.headers }),
      // Http was refused at creation, but for loopback.
      [allowInsecureRequests]: true,
    })
  } catch (cause) {
    const message = `The metadata of the issuer ${printable(issuer)} could not be fetched`
    throw new Breakdown('issuer_unreachable', message, { cause })
  }
}

async function readMetadata(issuer: string, response: Response): Promise<AuthorizationServer> {
  try {
    return await processDiscoveryResponse(new URL(issuer), response)
  } catch (cause) {
    const named = issuerInError(cause)
    if (named !== undefined) throw issuerDiffers(issuer, named)
    const message = `The metadata of the issuer ${printable(issuer)} is not usable`
    throw new Breakdown('issuer_metadata_invalid', message, { cause })
  }
}

/** The `issuer` that the metadata named, when that is why it was refused. */
function issuerInError(error: unknown): string | undefined {
  if (!(error instanceof OperationProcessingError)) return undefined
  const details = error.cause as { attribute?: unknown; body?: { issuer?: unknown } } | undefined
  const named = details?.attribute === 'issuer' ? details.body?.issuer : undefined
  return typeof named === 'string' ? named : undefined
}

function issuerDiffers(expected: string, actual: string): Breakdown {
  return new Breakdown(
    'issuer_metadata_invalid',
    `The issuer ${printable(expected)} calls itself ${printable(actual)}: configure it exactly so`,
  )
}

/** Endpoints are https like their issuer, or nobody's (RFC 8414 §2); http is for an http issuer. */
function checkEndpoint(issuer: string, name: string, value: unknown): string | undefined {
  if (value === undefined) return undefined
  if (typeof value === 'string' && URL.canParse(value)) {
    const url = new URL(value)
    if (url.protocol === 'https:') return value
    if (isSecure(url) && new URL(issuer).protocol === 'http:') return value
  }
  throw new Breakdown(
    'issuer_metadata_invalid',
    `The metadata of ${printable(issuer)} has ${name} ${printable(value)}, which is not an https URL`,
  )
}
