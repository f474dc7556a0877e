import type { IncomingMessage } from 'node:http'
import type { Http2ServerRequest } from 'node:http2'
import type { RequestPeer, ResourceRequest } from '@portcullis/core'
import { isEncrypted, peerOf } from './peer.js'
import { fieldValues } from './raw-headers.js'
import { originForm } from './request-target.js'

/** A request of `node:http`, `node:https` or the compatibility layer of `node:http2`. */
export type NodeRequest = IncomingMessage | Http2ServerRequest

/**
 * Adapts a request as it arrived on the wire: nothing decoded, joined or dropped. What a framework
 * rewrote on the way (`url` under a mounted router, `headers`) is not looked at.
 */
export function fromIncomingMessage(message: NodeRequest): ResourceRequest {
  return new IncomingRequest(message)
}

/**
 * Looks things up when asked: most requests are judged by their `Authorization` header alone. And once:
 * Express gives each message a prototype, which makes each look at a member a search of its own.
 */
class IncomingRequest implements ResourceRequest {
  readonly #message: NodeRequest
  #rawHeaders: readonly string[] | undefined

  constructor(message: NodeRequest) {
    this.#message = message
  }

  get method(): string {
    return this.#message.method ?? ''
  }

  get target(): string {
    const message: NodeRequest & { readonly originalUrl?: unknown } = this.#message
    const { originalUrl } = message
    return originForm(typeof originalUrl === 'string' ? originalUrl : (message.url ?? ''))
  }

  get scheme(): 'http' | 'https' {
    return isEncrypted(this.#message.socket) ? 'https' : 'http'
  }

  get peer(): RequestPeer {
    return peerOf(this.#message.socket)
  }

  header(name: string): readonly string[] {
    this.#rawHeaders ??= this.#message.rawHeaders
    const values = fieldValues(this.#rawHeaders, name)
    if (name !== 'host' || this.#message.httpVersionMajor < 2) return values
    // HTTP/2 says the host in a pseudo header. Where Host says another, there are two (RFC 9113 §8.3.1).
    const [authority] = fieldValues(this.#rawHeaders, ':authority')
    if (authority === undefined || values.some((host) => isSameHost(host, authority))) return values
    return [...values, authority]
  }
}

function isSameHost(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}
