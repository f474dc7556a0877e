import express, { Router } from 'express'
import {
  type AccessToken,
  authorize,
  createResourceServer,
  type GuardedHandler,
  protect,
  scopes,
} from '../../src/index.js'

const app = express()
const router = Router()
const guard = createResourceServer({ issuer: 'https://identity.example.com', audience: 'api1' })
declare function expectToken(token: AccessToken): void
declare const limit: express.RequestHandler

// Behind a guard the token is there, in every way that Express knows to write a route.
app.get('/', protect(guard), (req) => expectToken(req.auth))
app.get('/', protect(guard, { policy: scopes('api1.read') }), (req) => expectToken(req.auth))
app.get('/', protect(guard, { optional: false }), (req) => expectToken(req.auth))
app.get('/', authorize(), async (req) => expectToken(req.auth))
app.get(/items/, authorize(), (req) => expectToken(req.auth))
app.get(['/a', '/b'], authorize(), (req) => expectToken(req.auth))
app.post('/', express.json(), authorize(), (req) => expectToken(req.auth))
app.get('/', protect(guard, { optional: true }), authorize(), (req) => expectToken(req.auth))
app.get(
  '/',
  protect(guard),
  authorize((token) => token.scopes.has('a')),
  (req) => expectToken(req.auth),
)
app.all('/', authorize(), (req) => expectToken(req.auth))
app.use('/', protect(guard), (req) => expectToken(req.auth))
app.use(protect(guard), (req) => expectToken(req.auth))
app.route('/').get(authorize(), (req) => expectToken(req.auth))
app.route('/').get(limit, authorize(), (req) => expectToken(req.auth))
router.put('/', authorize(), (req) => expectToken(req.auth))
router.use(protect(guard), (req) => expectToken(req.auth))
app.get(
  '/',
  authorize(),
  (req, _res, next) => {
    expectToken(req.auth)
    next()
  },
  limit,
  (req) => expectToken(req.auth),
)

// Guards stand wherever a middleware does.
app.use(protect(guard))
app.use('/api', protect(guard), router)
app.use(protect(guard), router)
const middleware: express.RequestHandler = protect(guard)
app.use(limit, middleware, protect(guard, { optional: true }))

// Parameters of the route, bodies and answers are what they are without a guard.
app.get('/items/:id', authorize(), (req, res) => {
  const id: string = req.params.id
  // @ts-expect-error: the path has no such parameter
  req.params.other
  res.status(200).json({ id, wanted: req.query.wanted, body: req.body.anything })
})
app.route('/items/:id').get(authorize(), (req) => {
  const id: string = req.params.id
  return id
})
app.get<{ id: string }, { name: string }>('/typed/:id', authorize(), (req, res) => {
  // @ts-expect-error: the body is said to have a name
  res.json({ id: req.params.id })
})

// A handler may be written elsewhere, and then needs a guard before it.
const handler: GuardedHandler<{ id: string }> = (req) => expectToken(req.auth)
app.get('/items/:id', authorize(), handler)
// @ts-expect-error: no guard stands before it
app.get('/items/:id', handler)
