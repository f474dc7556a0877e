import { metadataOf, type ResourceServer } from '@portcullis/core'
import { fromIncomingMessage, writeAnswer } from '@portcullis/node'
import type { Middleware } from './guarded.js'

/**
 * Serves the metadata of the resource (RFC 9728) where clients look for it, whatever this is mounted
 * under. Goes before `protect`: the document is public.
 *
 * @param servers - every guard of this app: of several, each is found at the path of its resource alone.
 *   A second `metadata` of others in the same app fails the requests that come to both
 * @throws ConfigurationError when a guard does not know its own URL, or two have the same path
 */
export function metadata(...servers: readonly ResourceServer[]): Middleware {
  const { respond } = metadataOf(...servers)
  return (request, response, next) => {
    // The list of headers stays with a request, and a new member of the request itself is dear: see visit.ts.
    const answer = respond(fromIncomingMessage(request), request.rawHeaders)
    if (answer === undefined) return next()
    answer.then((document) => writeAnswer(response, document)).catch(next)
  }
}
