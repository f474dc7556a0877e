import { ConfigurationError, type ResourceServer } from '@portcullis/core'
import { fromIncomingMessage } from '@portcullis/node'
import type { FastifyPluginAsync, RouteShorthandOptionsWithHandler } from 'fastify'
import { send } from './answer.js'

/**
 * Serves the metadata of the resource (RFC 9728) where clients look for it, to everybody. Register it
 * without a prefix.
 *
 * @throws ConfigurationError (from `ready` or `listen`) when the guard does not know its own URL
 */
export const metadata: FastifyPluginAsync<{ readonly server: ResourceServer }> = async (
  app,
  { server },
) => {
  const { metadata } = server
  if (metadata === undefined) {
    throw new ConfigurationError(
      'option_missing',
      "metadata has no resource to describe: give the guard publicUrl: 'https://api.example.com'",
    )
  }
  const route: RouteShorthandOptionsWithHandler = {
    config: { auth: false },
    onRequest: async (request, reply) => {
      const answer = metadata.respond(fromIncomingMessage(request.raw))
      return answer === undefined ? undefined : send(reply, answer)
    },
    handler: (_request, reply) => reply.callNotFound(),
  }
  for (const path of metadata.paths) app.all(path, route)
}
