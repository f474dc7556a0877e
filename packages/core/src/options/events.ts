import type { Scheme } from '../credentials/index.js'
import type { Breakdown, Denial } from '../errors/index.js'
import type { AccessToken } from '../pop/index.js'

/** What every event says of the request: never a token, a proof or the query. Frozen. */
export interface RequestEvent {
  readonly method: string
  /** Path as received, without the query. Untrusted text. */
  readonly path: string
  /** Of which guard: its resource identifier, where it has one. */
  readonly resource: string | undefined
}

/** A request with a good token was let through. */
export interface AccessEvent
  extends RequestEvent,
    Pick<AccessToken, 'issuer' | 'format' | 'binding' | 'principal' | 'clientId'> {
  readonly scheme: Scheme
}

/** What a hook is told: never a token, a proof or a claim value as it came. */
export interface RefusalEvent<Reason> extends RequestEvent {
  readonly reason: Reason
}

/** Somebody who is no trusted proxy sent a header that only one may send. */
export interface UntrustedHeaderEvent extends RequestEvent {
  /** In lower case. Its value is nowhere in the event. */
  readonly header: string
  readonly peerAddress: string | undefined
}

/** What is published on `node:diagnostics_channel`, by the name of the channel. */
export interface DiagnosticsEvents {
  readonly 'portcullis:access': AccessEvent
  readonly 'portcullis:denial': RefusalEvent<Denial>
  readonly 'portcullis:breakdown': RefusalEvent<Breakdown>
  readonly 'portcullis:untrusted-header': UntrustedHeaderEvent
}
