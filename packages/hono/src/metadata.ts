import { ConfigurationError, fromWebRequest, type ResourceServer } from '@portcullis/core'
import type { MiddlewareHandler } from 'hono'
import { answer } from './answer.js'

/**
 * Serves the metadata of the resource (RFC 9728) where clients look for it. Goes before `protect`: the
 * document is public.
 *
 * @throws ConfigurationError when the guard does not know its own URL
 */
export function metadata(server: ResourceServer): MiddlewareHandler {
  const { metadata } = server
  if (metadata === undefined) {
    throw new ConfigurationError(
      'option_missing',
      "metadata() has no resource to describe: give the guard publicUrl: 'https://api.example.com'",
    )
  }
  return async (context, next) => {
    const document = metadata.respond(fromWebRequest(context.req.raw))
    return document === undefined ? next() : answer(context, document)
  }
}
