import { ConfigurationError, type ResourceServer } from '@portcullis/core'
import { adapt } from './adapt.js'
import { answer } from './answer.js'
import type { Middleware } from './guarded.js'

/**
 * Serves the metadata of the resource (RFC 9728) where clients look for it, whatever this is mounted
 * under. Goes before `protect`: the document is public.
 *
 * @throws ConfigurationError when the guard does not know its own URL
 */
export function metadata(server: ResourceServer): Middleware {
  const { metadata } = server
  if (metadata === undefined) {
    throw new ConfigurationError(
      'option_missing',
      "metadata() has no resource to describe: give the guard publicUrl: 'https://api.example.com'",
    )
  }
  return async (context, next) => {
    const document = metadata.respond(adapt(context))
    return document === undefined ? next() : answer(context, document)
  }
}
