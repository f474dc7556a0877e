/** What Fastify learns: `request.auth`, `config.auth` and `fastify.authorize`. */
import type { PolicyLike } from '@portcullis/core'
import type { AuthOf, Guarded, RouteAuth } from './route-auth.js'

/** Any request and reply of Fastify's: a hook that names their types would have a say in the route's. */
export type GuardHook = (request: object, reply: object) => Promise<unknown>

/** Route options behind which `request.auth` is there. May be spread among others. */
export interface AuthorizedRoute {
  readonly config: Guarded
  readonly onRequest: GuardHook
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the guard of this scope asks for here, whatever it asks for elsewhere. */
    auth?: RouteAuth
  }

  // The names are Fastify's own; only what the route says of itself matters.
  interface FastifyRequest<
    RouteGeneric,
    RawServer,
    RawRequest,
    SchemaCompiler,
    TypeProvider,
    ContextConfig,
  > {
    /** The access token of this request, once a guard let it pass. */
    readonly auth: AuthOf<ContextConfig>
  }

  interface FastifyInstance {
    /**
     * Options of a route that asks for a token even where the scope does not, and for what the policy
     * demands. Without a policy any valid token will do.
     */
    authorize(policy?: PolicyLike): AuthorizedRoute
  }
}
