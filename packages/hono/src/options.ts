import type { Refused, Requirement, ResourceRequest } from '@portcullis/core'
import type { Context, Env } from 'hono'

/** What is asked of requests, where they are read from, and what becomes of a refusal. */
export interface ProtectOptions<E extends Env = Env> extends Requirement {
  /**
   * Where the request is read from. Default: the web `Request`, which has neither the peer, nor its
   * certificate, nor dot segments in its path. On the server of Node the message that came has them:
   * `(c) => fromIncomingMessage(c.env.incoming)`, from `@portcullis/node`.
   */
  readonly requestFrom?: (context: Context<E>) => ResourceRequest
  /**
   * Writes a refusal. Default: a `Response`, whose `Headers` join several challenges in one line. On the
   * server of Node they go out as they should with `appendHeaders(c.env.outgoing, refused.headers)`, from
   * `@portcullis/node`, and a `Response` of status, `Content-Type` and body.
   */
  readonly respond?: (context: Context<E>, refused: Refused) => Response
  /**
   * Refusals are thrown, as `HTTPException` with the answer and, as its `cause`, the reason. Default
   * false: they are answered.
   */
  readonly throwRefusals?: boolean
}

/** Those that are no part of a requirement. */
export const ownOptions: readonly string[] = [
  'requestFrom',
  'respond',
  'throwRefusals',
] satisfies (keyof ProtectOptions)[]
