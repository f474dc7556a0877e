import { anyOf, authorizationDetails, claim, scopes, stepUp } from '@portcullis/fastify'
import { describeToken } from '@portcullis-apps/shared'
import type { FastifyPluginAsync } from 'fastify'

/** The reference routes; each says itself what it needs. */
export const routes: FastifyPluginAsync = async (app) => {
  app.get('/health', { config: { auth: false } }, async () => ({ status: 'ok' }))

  app.get('/public', { config: { auth: 'optional' } }, async (request) => ({
    authenticated: request.auth !== undefined,
  }))

  app.get('/me', app.authorize(), async (request) => describeToken(request.auth))
  app.get('/items/:id', app.authorize(), async (request) => describeToken(request.auth))

  app.get('/data', app.authorize(scopes('api1.read')), async () => ({ data: ['one', 'two'] }))
  app.post('/data', app.authorize(scopes('api1.write')), async (_request, reply) =>
    reply.code(201).send({ created: true }),
  )
  app.put('/data', app.authorize(scopes('api1.read', 'api1.write')), async () => ({
    replaced: true,
  }))

  const admin = anyOf(scopes('api1.admin'), claim('role', 'admin'))
  app.get('/admin', app.authorize(admin), async () => ({ admin: true }))

  const freshMfa = stepUp({ acrValues: ['urn:example:mfa'], maxAgeSeconds: 300 })
  app.get('/sensitive', app.authorize(freshMfa), async () => ({ sensitive: true }))

  const readAccounts = authorizationDetails('account_information', { actions: ['read'] })
  app.get('/accounts', app.authorize(readAccounts), async () => ({ accounts: [] }))

  // A preflight carries no token (Fetch §3.2.2); what other origins may do is for a CORS layer to say.
  app.options('/*', { config: { auth: false } }, async (_request, reply) => reply.code(204).send())
}
