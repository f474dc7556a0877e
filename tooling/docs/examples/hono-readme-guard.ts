// #region guard
import { createResourceServer, metadata, protect, scopes } from '@portcullis/hono'
// #endregion
import { Hono } from 'hono'

const app = new Hono()
// #region guard

const guard = createResourceServer({
  issuer: 'https://identity.example.com',
  audience: 'api1',
  publicUrl: 'https://api.example.com',
})

app.use(metadata(guard)) // RFC 9728, public: before the guard
app.get('/health', (c) => c.text('well'))
app.get('/public', protect(guard, { optional: true }), (c) =>
  c.json({ hello: c.get('auth')?.subject ?? 'stranger' }),
)
app.get('/data', protect(guard, { policy: scopes('api1.read') }), (c) =>
  c.json({ hello: c.get('auth').subject }),
)
// #endregion
