import { metadataOf, type ResourceServer } from '@portcullis/core'
import { fromIncomingMessage } from '@portcullis/node'
import type { FastifyPluginAsync, RouteShorthandOptionsWithHandler } from 'fastify'
import { send } from './answer.js'
import { invalid } from './route-auth.js'

const root = '/.well-known/oauth-protected-resource'

interface MetadataPluginOptions {
  readonly server: ResourceServer | readonly ResourceServer[]
}

/**
 * Serves the metadata of the resource (RFC 9728) where clients look for it, to everybody. Register it
 * without a prefix, and once: `server` is a list where there are several guards, each of which is found at
 * the path of its resource alone then.
 *
 * @throws ConfigurationError (from `ready` or `listen`) when a guard does not know its own URL, or a path is
 *   taken
 */
export const metadata: FastifyPluginAsync<MetadataPluginOptions> = async (app, { server }) => {
  const { paths, respond } = metadataOf(...[server].flat())
  const route: RouteShorthandOptionsWithHandler = {
    config: { auth: false },
    onRequest: async (request, reply) => {
      const answer = await respond(fromIncomingMessage(request.raw))
      return answer === undefined ? undefined : send(reply, answer)
    },
    handler: (_request, reply) => reply.callNotFound(),
  }
  // A path of its own may hold what Fastify takes for a pattern, or decodes.
  const urls = paths.map((path) => (path === root ? root : `${root}/*`))
  for (const url of new Set(urls)) {
    if (app.hasRoute({ method: 'GET', url })) {
      throw invalid(`${url} is taken: register metadata once, with server: [one, other]`)
    }
    app.all(url, route)
  }
}
