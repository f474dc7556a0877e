import {
  anyOf,
  authorizationDetails,
  claim,
  type PolicyLike,
  protect,
  type Refused,
  type ResourceServer,
  scopes,
  stepUp,
} from '@portcullis/hono'
import { appendHeaders, fromIncomingMessage } from '@portcullis/node'
import { describeToken } from '@portcullis-apps/shared'
import type { Context, Hono } from 'hono'
import type { NodeEnv } from './app.js'

/** What a web `Request` and `Headers` have no room for: the connection, and field lines one by one. */
const onNode = {
  requestFrom: ({ env }: Context<NodeEnv>) => fromIncomingMessage(env.incoming),
  // Not written here: for HEAD, Hono makes a response of its own out of what is returned.
  respond({ env }: Context<NodeEnv>, { status, headers, body }: Refused) {
    appendHeaders(env.outgoing, headers)
    return new Response(body, { status, headers: { 'Content-Type': 'application/json' } })
  },
}

/** The reference routes; each says itself what it needs. */
export function addRoutes(app: Hono<NodeEnv>, guard: ResourceServer): void {
  const validToken = protect<NodeEnv>(guard, onNode)
  const allowed = (policy: PolicyLike) => protect<NodeEnv>(guard, { policy, ...onNode })

  app.get('/health', (context) => context.json({ status: 'ok' }))

  app.get('/public', protect<NodeEnv>(guard, { optional: true, ...onNode }), (context) =>
    context.json({ authenticated: context.get('auth') !== undefined }),
  )

  app.get('/me', validToken, (context) => context.json(describeToken(context.get('auth'))))
  app.get('/items/:id', validToken, (context) => context.json(describeToken(context.get('auth'))))

  app.get('/data', allowed(scopes('api1.read')), (context) =>
    context.json({ data: ['one', 'two'] }),
  )
  app.post('/data', allowed(scopes('api1.write')), (context) =>
    context.json({ created: true }, 201),
  )
  app.put('/data', allowed(scopes('api1.read', 'api1.write')), (context) =>
    context.json({ replaced: true }),
  )

  const admin = anyOf(scopes('api1.admin'), claim('role', 'admin'))
  app.get('/admin', allowed(admin), (context) => context.json({ admin: true }))

  const freshMfa = stepUp({ acrValues: ['urn:example:mfa'], maxAgeSeconds: 300 })
  app.get('/sensitive', allowed(freshMfa), (context) => context.json({ sensitive: true }))

  const readAccounts = authorizationDetails('account_information', { actions: ['read'] })
  app.get('/accounts', allowed(readAccounts), (context) => context.json({ accounts: [] }))

  // A preflight carries no token (Fetch §3.2.2); what other origins may do is for a CORS layer to say.
  app.options('*', (context) => context.body(null, 204))
}
