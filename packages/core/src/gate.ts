import { toWebResponse } from './challenge/index.js'
import { openGuard } from './for-bindings.js'
import type { ResourceServerOptions } from './options/index.js'
import type { Access, Granted } from './outcome.js'
import type { AccessToken } from './pop/index.js'
import { fromWebRequest, type RequestPeer } from './request/index.js'
import type { Requirement, ResourceServer } from './resource-server.js'

/** What a request was let in with. */
export interface Entry<Auth = AccessToken> {
  /** The access token; nothing where authentication is optional and none was tried. */
  readonly auth: Auth
  /** For `server.authorize`, where one more policy is to be judged. */
  readonly access: Access | undefined
  /** Adds what the guard has to say to a good answer, too (`DPoP-Nonce`). */
  complete(response: Response): Response
}

/** A refusal, ready to be returned, or an entry. `peer` is who is at the other end, where it is known. */
export type Gate<Auth = AccessToken> = (
  request: Request,
  peer?: RequestPeer,
) => Promise<Response | Entry<Auth>>

/**
 * Guards anything that takes a web `Request`, without a framework.
 *
 * @param guard - options, or a guard that is made with `createResourceServer` and shared
 * @throws ConfigurationError when the options cannot work; the message says what to write
 */
export function createGate(
  guard: ResourceServer | ResourceServerOptions,
  requirement?: Requirement & { readonly optional?: false },
): Gate
export function createGate(
  guard: ResourceServer | ResourceServerOptions,
  requirement: Requirement,
): Gate<AccessToken | undefined>
export function createGate(
  guard: ResourceServer | ResourceServerOptions,
  requirement: Requirement = {},
): Gate<AccessToken | undefined> {
  const server = openGuard(guard, requirement, 'createGate()')
  return async (request, peer) => {
    const outcome = await server.protect(fromWebRequest(request, peer), requirement)
    if (!outcome.ok) return toWebResponse(outcome)
    // A CORS preflight shows no token, and is nothing for those who rely on one.
    const isPreflight = outcome.access === undefined && requirement.optional !== true
    return isPreflight ? new Response(null, { status: 404 }) : entry(outcome)
  }
}

function entry({ access, headers }: Granted): Entry<AccessToken | undefined> {
  return {
    auth: access?.token,
    access,
    complete(response) {
      if (headers.length === 0) return response
      // Those of a response that was fetched cannot be changed.
      const copy = new Response(response.body, response)
      for (const [name, value] of headers) copy.headers.append(name, value)
      return copy
    },
  }
}
