import {
  type AuthorizationServer,
  allowInsecureRequests,
  customFetch,
  introspectionRequest,
} from 'oauth4webapi'
import { Breakdown } from '../errors/index.js'
import type { Issuer } from '../issuer/index.js'
import type { Fetch } from '../lib/bounded-fetch.js'
import { printable } from '../lib/printable.js'
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
}

/**
 * Asks the endpoint about a token. Throws a `Breakdown` that tells the operator what is wrong; only a
 * failure of the network is tried once more, never one that came late or came as an answer.
 */
export async function callEndpoint(token: string, settings: EndpointSettings): Promise<Response> {
  const server = await serverOf(settings)
  const response = await send(token, server, settings).catch((error: unknown) => {
    if (isLate(error)) throw late(settings, error)
    if (!isNetworkError(error)) throw unreachable(settings, error)
    return send(token, server, settings).catch((again: unknown) => {
      throw isLate(again) ? late(settings, again) : unreachable(settings, again)
    })
  })
  return checkStatus(response, settings)
}

async function serverOf(settings: EndpointSettings): Promise<AuthorizationServer> {
  const { issuer, endpoint } = settings
  if (endpoint !== undefined) {
    return { issuer: issuer.identifier, introspection_endpoint: endpoint }
  }
  const { server } = await issuer.metadata()
  if (server.introspection_endpoint !== undefined) return server
  const message = `The metadata of ${printable(issuer.identifier)} has no introspection_endpoint: configure introspection.endpoint`
  throw new Breakdown('issuer_metadata_invalid', message)
}

function send(
  token: string,
  server: AuthorizationServer,
  settings: EndpointSettings,
): Promise<Response> {
  const client = {
    client_id: settings.clientId,
    use_mtls_endpoint_aliases: settings.authentication.method === 'tls_client_auth',
  }
  return introspectionRequest(server, client, settings.authentication.authenticate, token, {
    additionalParameters: { token_type_hint: 'access_token' },
    requestJwtResponse: settings.response === 'jwt',
    [customFetch]: (url, { method, headers, body }) =>
      settings.fetch(url, { method, headers, body }),
    // Http was refused at creation and in metadata, but for loopback.
    [allowInsecureRequests]: true,
  })
}

function checkStatus(response: Response, settings: EndpointSettings): Response {
  const { status } = response
  if (status === 200) return response
  const who = `The introspection endpoint of ${printable(settings.issuer.identifier)}`
  if (status === 401 || status === 403) {
    throw new Breakdown(
      'introspection_credentials_refused',
      `${who} answered ${status}: it does not accept the credentials of ${printable(settings.clientId)}`,
    )
  }
  throw new Breakdown('introspection_failed', `${who} answered ${status}`)
}

function isLate(error: unknown): boolean {
  return error instanceof Error && error.name === 'TimeoutError'
}

/** `fetch` says so with a TypeError, whatever the network did. */
function isNetworkError(error: unknown): boolean {
  return error instanceof TypeError && !('code' in error)
}

function late(settings: EndpointSettings, cause: unknown): Breakdown {
  const who = printable(settings.issuer.identifier)
  const message = `The introspection endpoint of ${who} did not answer in time`
  return new Breakdown('introspection_slow', message, { cause })
}

function unreachable(settings: EndpointSettings, cause: unknown): Breakdown {
  const who = printable(settings.issuer.identifier)
  const message = `The introspection endpoint of ${who} could not be reached`
  return new Breakdown('introspection_unreachable', message, { cause })
}
