import * as oauth from 'oauth4webapi'
import { Breakdown } from '../errors/index.js'
import type { Issuer } from '../issuer/index.js'
import type { Fetch } from '../lib/bounded-fetch.js'
import type { Clock } from '../lib/clock.js'
import { printable } from '../lib/printable.js'
import { checkStatus, failedCall, mayBeTriedAgain } from './call-failures.js'
import type { ClientAuthentication } from './client-authentication.js'

export interface EndpointSettings {
  readonly issuer: Issuer
  readonly clientId: string
  readonly authentication: ClientAuthentication
  /** Skips discovery of the endpoint. */
  readonly endpoint: string | undefined
  /** What is asked for: plain JSON (RFC 7662), or a signed answer (RFC 9701). */
  readonly response: 'json' | 'jwt'
  /** Ends by itself: see `boundedFetch`. */
  readonly fetch: Fetch
  readonly clock: Clock
}

/**
 * Asks the endpoint about a token. Throws a `Breakdown` that tells the operator what is wrong; only a
 * failure of the network is tried once more, never one that came late or came as an answer.
 */
export async function callEndpoint(token: string, settings: EndpointSettings): Promise<Response> {
  const endpoint = await endpointOf(settings)
  const response = await send(token, endpoint, settings)
    .catch((error: unknown) => {
      if (mayBeTriedAgain(error)) return send(token, endpoint, settings)
      throw error
    })
    .catch((error: unknown) => {
      throw failedCall(error, settings)
    })
  return checkStatus(response, settings)
}

/** Metadata has https endpoints only, or is not used; the alias is for client certificates (RFC 8705 §5). */
async function endpointOf(settings: EndpointSettings): Promise<string> {
  const { issuer, endpoint, authentication } = settings
  if (endpoint !== undefined) return endpoint
  const { introspectionEndpoint: usual, mtlsIntrospectionEndpoint: alias } = await issuer.metadata()
  const found = (authentication.method === 'tls_client_auth' ? alias : undefined) ?? usual
  if (found !== undefined) return found
  const message = `The metadata of ${printable(issuer.identifier)} has no introspection_endpoint: configure introspection.endpoint`
  throw new Breakdown('issuer_metadata_invalid', message)
}

/** Authenticates anew each time: an assertion is good for one call. */
function send(token: string, endpoint: string, settings: EndpointSettings): Promise<Response> {
  const { issuer, clientId, authentication, response, fetch, clock } = settings
  const server = { issuer: issuer.identifier, introspection_endpoint: endpoint }
  const client = { client_id: clientId, [oauth.clockSkew]: (clock() - Date.now()) / 1000 }
  return oauth.introspectionRequest(server, client, authentication.authenticate, token, {
    additionalParameters: { token_type_hint: 'access_token' },
    requestJwtResponse: response === 'jwt',
    [oauth.customFetch]: (url, { method, headers, body }) => fetch(url, { method, headers, body }),
    // Http was refused at creation and in metadata, but for loopback.
    [oauth.allowInsecureRequests]: true,
  })
}
