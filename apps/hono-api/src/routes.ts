import {
  anyOf,
  claim,
  type PolicyLike,
  protect,
  type ResourceServer,
  scopes,
} from '@portcullis/hono'
import { fromIncomingMessage } from '@portcullis/node'
import { describeToken } from '@portcullis-apps/shared'
import type { Context, Hono } from 'hono'
import type { NodeEnv } from './app.js'

/** The request as it arrived, with the connection that it came over: a web `Request` has neither. */
const requestFrom = ({ env }: Context<NodeEnv>) => fromIncomingMessage(env.incoming)

/** The reference routes; each says itself what it needs. */
export function addRoutes(app: Hono<NodeEnv>, guard: ResourceServer): void {
  const validToken = protect<NodeEnv>(guard, { requestFrom })
  const allowed = (policy: PolicyLike) => protect<NodeEnv>(guard, { policy, requestFrom })

  app.get('/health', (context) => context.json({ status: 'ok' }))

  app.get('/public', protect<NodeEnv>(guard, { optional: true, requestFrom }), (context) =>
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

  const admin = anyOf(scopes('api1.admin'), claim('role', 'admin'))
  app.get('/admin', allowed(admin), (context) => context.json({ admin: true }))
}
