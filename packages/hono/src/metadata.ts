import { fromWebRequest, metadataOf, type ResourceServer } from '@portcullis/core'
import type { MiddlewareHandler } from 'hono'
import { answer } from './answer.js'

/**
 * Serves the metadata of the resource (RFC 9728) where clients look for it. Goes before `protect`: the
 * document is public.
 *
 * @param servers - every guard of this app: of several, each is found at the path of its resource alone.
 *   A second `metadata` of others in the same app fails the requests that come to both
 * @throws ConfigurationError when a guard does not know its own URL, or two have the same path
 */
export function metadata(...servers: readonly ResourceServer[]): MiddlewareHandler {
  const { respond } = metadataOf(...servers)
  return async (context, next) => {
    const document = respond(fromWebRequest(context.req.raw), context)
    return document === undefined ? next() : answer(context, await document)
  }
}
