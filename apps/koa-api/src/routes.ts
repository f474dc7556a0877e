import Router from '@koa/router'
import {
  anyOf,
  authorizationDetails,
  claim,
  type PolicyLike,
  protect,
  type ResourceServer,
  scopes,
  stepUp,
} from '@portcullis/koa'
import { describeToken } from '@portcullis-apps/shared'

/** The reference routes; each says itself what it needs. */
export function routes(guard: ResourceServer): ReturnType<Router['routes']> {
  const router = new Router()
  const validToken = protect(guard)
  const allowed = (policy: PolicyLike) => protect(guard, { policy })

  router.get('/health', (context) => {
    context.body = { status: 'ok' }
  })

  router.get('/public', protect(guard, { optional: true }), (context) => {
    context.body = { authenticated: context.state.auth !== undefined }
  })

  router.get(['/me', '/items/:id'], validToken, (context) => {
    context.body = describeToken(context.state.auth)
  })

  router.get('/data', allowed(scopes('api1.read')), (context) => {
    context.body = { data: ['one', 'two'] }
  })
  router.post('/data', allowed(scopes('api1.write')), (context) => {
    context.status = 201
    context.body = { created: true }
  })
  router.put('/data', allowed(scopes('api1.read', 'api1.write')), (context) => {
    context.body = { replaced: true }
  })

  const admin = anyOf(scopes('api1.admin'), claim('role', 'admin'))
  router.get('/admin', allowed(admin), (context) => {
    context.body = { admin: true }
  })

  const freshMfa = stepUp({ acrValues: ['urn:example:mfa'], maxAgeSeconds: 300 })
  router.get('/sensitive', allowed(freshMfa), (context) => {
    context.body = { sensitive: true }
  })

  const readAccounts = authorizationDetails('account_information', { actions: ['read'] })
  router.get('/accounts', allowed(readAccounts), (context) => {
    context.body = { accounts: [] }
  })

  // A preflight carries no token (Fetch §3.2.2); what other origins may do is for a CORS layer to say.
  router.options('/{*path}', (context) => {
    context.status = 204
  })

  return router.routes()
}
