import { Router } from '@koa/router'
import Koa, { type Context, type Middleware as KoaMiddleware } from 'koa'
import mount from 'koa-mount'
import {
  type AccessToken,
  authorize,
  createResourceServer,
  metadata,
  protect,
  scopes,
} from '../../src/index.js'

const app = new Koa()
const router = new Router()
const guard = createResourceServer({ issuer: 'https://identity.example.com', audience: 'api1' })
declare function expectToken(token: AccessToken): void
declare const optional: boolean

// Behind a guard the token is there, in every way that Koa and its router know.
app.use(protect(guard)).use((ctx) => expectToken(ctx.state.auth))
app.use(protect(guard, { policy: scopes('a') })).use((ctx) => expectToken(ctx.state.auth))
app.use(protect(guard, { optional: false })).use(async (ctx) => expectToken(ctx.state.auth))
app.use(protect(guard, { throwRefusals: true })).use((ctx) => expectToken(ctx.state.auth))
app
  .use(protect(guard, { optional: true }))
  .use(authorize())
  .use((ctx) => expectToken(ctx.state.auth))
app
  .use(protect(guard))
  .use((_ctx, next) => next())
  .use((ctx) => expectToken(ctx.state.auth))
router.get('/', authorize(), (ctx) => expectToken(ctx.state.auth))
router.get('/', protect(guard), (ctx) => expectToken(ctx.state.auth))
router.get('/', protect(guard), authorize(scopes('a')), (ctx) => expectToken(ctx.state.auth))
router.post('named', '/items/:id', authorize(), async (ctx, next) => {
  expectToken(ctx.state.auth)
  const id: string | undefined = ctx.params.id
  await next()
  return id
})

// Guards stand wherever a middleware does.
app.use(mount('/api', protect(guard)))
router.use(protect(guard))
router.use('/api', authorize())
const middleware: KoaMiddleware = protect(guard)
app.use(metadata(guard)).use(middleware)

// @ts-expect-error: nothing guards this one
app.use((ctx) => expectToken(ctx.state.auth))
// @ts-expect-error: a request without credentials passes here
app.use(protect(guard, { optional: true })).use((ctx) => expectToken(ctx.state.auth))
// @ts-expect-error: it may pass here
app.use(protect(guard, { optional })).use((ctx) => expectToken(ctx.state.auth))
// @ts-expect-error: nothing guards this route
router.get('/', (ctx) => expectToken(ctx.state.auth))
// @ts-expect-error: it may pass here
router.get('/', protect(guard, { optional: true }), (ctx) => expectToken(ctx.state.auth))

// Possibly a token, and nothing else.
app.use(protect(guard, { optional: true })).use((ctx) => {
  const auth: AccessToken | undefined = ctx.state.auth
  return auth?.subject
})
export function subjectOf(ctx: Context): string | undefined {
  // @ts-expect-error: it may be absent
  ctx.state.auth.subject
  return ctx.state.auth?.subject
}
app.use(protect(guard)).use((ctx) => {
  // @ts-expect-error: what a guard found is not for handlers to change
  ctx.state.auth = undefined
  // @ts-expect-error: scopes cannot be added
  ctx.state.auth.scopes.add('api1.admin')
  subjectOf(ctx)
})

// An app with a state of its own keeps it.
const typed = new Koa<{ readonly started: number }>()
typed
  .use(protect(guard, { optional: true }))
  .use(protect(guard))
  .use((ctx) => {
    const started: number = ctx.state.started
    expectToken(ctx.state.auth)
    return started
  })
