import {
  anyOf,
  authorizationDetails,
  claim,
  type PolicyLike,
  protect,
  type ResourceServer,
  scopes,
  stepUp,
} from '@portcullis/express'
import { describeToken } from '@portcullis-apps/shared'
import { Router } from 'express'

/** The reference routes; each says itself what it needs. */
export function routes(guard: ResourceServer): Router {
  const router = Router()
  const validToken = protect(guard)
  const allowed = (policy: PolicyLike) => protect(guard, { policy })

  router.get('/health', (_req, res) => res.json({ status: 'ok' }))

  router.get('/public', protect(guard, { optional: true }), (req, res) =>
    res.json({ authenticated: req.auth !== undefined }),
  )

  router.get('/me', validToken, (req, res) => res.json(describeToken(req.auth)))
  router.get('/items/:id', validToken, (req, res) => res.json(describeToken(req.auth)))

  router
    .route('/data')
    .get(allowed(scopes('api1.read')), (_req, res) => res.json({ data: ['one', 'two'] }))
    .post(allowed(scopes('api1.write')), (_req, res) => res.status(201).json({ created: true }))
    .put(allowed(scopes('api1.read', 'api1.write')), (_req, res) => res.json({ replaced: true }))

  const admin = anyOf(scopes('api1.admin'), claim('role', 'admin'))
  router.get('/admin', allowed(admin), (_req, res) => res.json({ admin: true }))

  const freshMfa = stepUp({ acrValues: ['urn:example:mfa'], maxAgeSeconds: 300 })
  router.get('/sensitive', allowed(freshMfa), (_req, res) => res.json({ sensitive: true }))

  const readAccounts = authorizationDetails('account_information', { actions: ['read'] })
  router.get('/accounts', allowed(readAccounts), (_req, res) => res.json({ accounts: [] }))

  // A preflight carries no token (Fetch §3.2.2); what other origins may do is for a CORS layer to say.
  router.options('/{*path}', (_req, res) => res.status(204).end())

  return router
}
