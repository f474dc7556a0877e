import {
  createResourceServer,
  isResourceServer,
  type PolicyLike,
  type ResourceServer,
  type ResourceServerOptions,
} from '@portcullis/core'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import type { AuthorizedRoute, GuardHook } from './augmentation.js'
import { createJudge } from './judge.js'
import { invalid, type RouteAuth, toRequirement } from './route-auth.js'
import { visitKey, visitOf } from './visit.js'

/** How a guard stands in Fastify. */
export interface GuardOptions {
  /** What is asked of routes that do not say it themselves. Default `true`: any valid token. */
  readonly auth?: RouteAuth
  /**
   * Refusals go to Fastify's error handlers, as errors with `statusCode`, `headers` and the reason as
   * `cause`. Default false: they are answered.
   */
  readonly throwRefusals?: boolean
}

/** Options of the guard itself, or one that is made with `createResourceServer` and shared. */
export type PortcullisOptions = GuardOptions &
  (ResourceServerOptions | { readonly server: ResourceServer })

const guardScope: FastifyPluginAsync<PortcullisOptions> = async (app, options) => {
  const { auth: standing = true, throwRefusals = false, ...guard } = options
  toRequirement(standing)
  const server = serverOf(guard)
  const judge = createJudge(server, throwRefusals)
  // One that is there and undefined, as after a slip of the pen, is not left to what stands elsewhere.
  const authOf = (config: { auth?: RouteAuth } = {}) => ('auth' in config ? config.auth : standing)

  app.decorate('authorize', (...given: readonly [policy?: PolicyLike]): AuthorizedRoute => {
    const auth = given.length === 0 ? true : (given[0] as PolicyLike)
    toRequirement(auth)
    const onRequest = async (request: FastifyRequest, reply: FastifyReply) => {
      if (!('auth' in request)) throw new Error(outOfScope)
      await judge(request, reply, auth)
      return isStranded(request) ? reply.callNotFound() : undefined
    }
    return { config: { auth }, onRequest: onRequest as GuardHook }
  })
  if (!app.hasRequestDecorator('auth')) {
    app.decorateRequest(visitKey, undefined)
    app.decorateRequest('auth', { getter: tokenOf })
  }

  app.addHook('onRoute', ({ config }) => {
    const policy = toRequirement(authOf(config))?.policy
    if (policy !== undefined) server.metadata?.announce(policy)
  })
  // Fastify runs hooks where nothing is found, too: there is nothing to protect there.
  app.addHook('onRequest', (request, reply, done) => {
    if (request.is404) return done()
    const judging = judge(request, reply, authOf(request.routeOptions.config))
    const goOn = (mayPass: boolean) => (mayPass ? done() : undefined)
    // What need not be waited for is not: each promise costs more than the look at a known token.
    if (judging instanceof Promise) judging.then(goOn, done)
    else goOn(judging)
  })
  // Preflights are answered by hooks of others, perhaps after ours, but never by a handler.
  app.addHook('preParsing', (request, reply, _payload, done) => {
    if (isStranded(request)) reply.callNotFound()
    else done()
  })
}

/**
 * Guards the scope that it is registered in, and those within. To guard a part of an app, register it
 * in a part: `app.register(async (api) => { await api.register(portcullis, …) })`.
 *
 * @throws ConfigurationError (from `ready` or `listen`) when the options cannot work
 */
export const portcullis = fastifyPlugin(guardScope, {
  fastify: '5.x',
  name: '@portcullis/fastify',
})

const outOfScope = 'authorize() is outside of its guard: register portcullis around this route'

function tokenOf(this: FastifyRequest) {
  return visitOf(this)?.access?.token
}

function isStranded(request: FastifyRequest): boolean {
  return visitOf(request)?.isStranded === true
}

function serverOf(guard: ResourceServerOptions | { readonly server: ResourceServer }) {
  if (!('server' in guard)) return createResourceServer(guard)
  const { server, ...rest } = guard
  if (isResourceServer(server) && Object.keys(rest).length === 0) return server
  throw invalid('server goes alone: write { server: createResourceServer(options) }')
}
