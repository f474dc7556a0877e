import { type HttpBindings, serve } from '@hono/node-server'
import { fromIncomingMessage } from '@portcullis/node'
import { type Context, Hono } from 'hono'
import {
  type AccessToken,
  authorize,
  createGate,
  createResourceServer,
  metadata,
  protect,
  scopes,
} from '../../src/index.js'

const app = new Hono()
const guard = createResourceServer({ issuer: 'https://identity.example.com', audience: 'api1' })
declare function expectToken(token: AccessToken): Response
declare const optional: boolean

// Behind a guard the token is there, in every way that Hono knows to write a route.
app.get('/', protect(guard), (c) => expectToken(c.get('auth')))
app.get('/', protect(guard), (c) => expectToken(c.var.auth))
app.get('/', protect(guard, { policy: scopes('a') }), (c) => expectToken(c.get('auth')))
app.get('/', protect(guard, { optional: false }), (c) => expectToken(c.get('auth')))
app.get('/', authorize(), async (c) => expectToken(c.get('auth')))
app.get('/', authorize(), authorize(scopes('a')), (c) => expectToken(c.get('auth')))
app.on('PURGE', '/', authorize(), (c) => expectToken(c.get('auth')))
app.use(protect(guard)).get('/', (c) => expectToken(c.get('auth')))
new Hono()
  .use(protect(guard, { optional: true }))
  .use('/me', authorize())
  .get('/me', authorize(), (c) => expectToken(c.get('auth')))
app.get('/items/:id', authorize(), (c) => {
  const id: string = c.req.param('id')
  return c.text(id)
})

// Guards stand wherever a middleware does.
app.use(metadata(guard))
app.use('/api/*', protect(guard))
app.use(protect(guard, { optional: true }), authorize())

// @ts-expect-error: nothing guards this route
new Hono().get('/', (c) => expectToken(c.get('auth')))
// @ts-expect-error: a request without credentials passes here
app.get('/', protect(guard, { optional: true }), (c) => expectToken(c.get('auth')))
// @ts-expect-error: it may pass here
app.get('/', protect(guard, { optional }), (c) => expectToken(c.get('auth')))

// Possibly a token, and nothing else.
app.get('/', protect(guard, { optional: true }), (c) => {
  const auth: AccessToken | undefined = c.get('auth')
  // @ts-expect-error: it may be absent
  c.var.auth.subject
  return c.text(auth?.subject ?? 'stranger')
})
export function subjectOf(c: Context): string | undefined {
  const auth: AccessToken | undefined = c.get('auth')
  return auth?.subject
}
app.get('/', authorize(), (c) => {
  // @ts-expect-error: scopes cannot be added
  c.get('auth').scopes.add('api1.admin')
  return c.text(subjectOf(c) ?? '')
})

// On the server of Node the message that came is there.
const options = {
  requestFrom: (c: Context<{ Bindings: HttpBindings }>) => fromIncomingMessage(c.env.incoming),
}
const onNode = new Hono<{ Bindings: HttpBindings }>()
onNode.use(protect(guard, options))
onNode.get('/', protect(guard, options), (c) => expectToken(c.get('auth')))
onNode.get('/', protect(guard, { ...options, policy: scopes('a') }), (c) =>
  expectToken(c.get('auth')),
)
onNode.get('/', protect(guard, { ...options, optional: true }), (c) => {
  // @ts-expect-error: it may be absent
  return expectToken(c.get('auth'))
})
app.use(protect(guard, options))
serve(onNode)

// Without a framework.
export async function handle(request: Request): Promise<Response> {
  const entry = await createGate(guard)(request)
  if (entry instanceof Response) return entry
  expectToken(entry.auth)
  return entry.complete(new Response())
}
export async function handleStrangers(request: Request): Promise<Response> {
  const entry = await createGate(guard, { optional: true })(request, { address: '192.0.2.1' })
  if (entry instanceof Response) return entry
  // @ts-expect-error: it may be absent
  expectToken(entry.auth)
  const auth: AccessToken | undefined = entry.auth
  return Response.json(auth?.subject)
}
// @ts-expect-error: these are of protect
createGate(guard, { throwRefusals: true })
