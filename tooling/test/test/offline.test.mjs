import { createServer } from 'node:http'
import { connect } from 'node:net'
import { expect, test } from 'vitest'

test.each(['http://192.0.2.1/', 'https://example.com/', 'http://[2001:db8::1]/'])(
  'no test reaches %s',
  async (url) => {
    const failure = await fetch(url).catch((error) => error)
    expect(failure.cause.message).toContain('Tests reach loopback only')
  },
)

test('nor by port and host', async () => {
  const socket = connect(80, 'example.com')
  const failure = await new Promise((resolve) => socket.once('error', resolve))
  expect(failure.message).toContain('Tests reach loopback only')
})

test.each(['127.0.0.1', 'localhost'])('a server of its own is reached at %s', async (host) => {
  const server = createServer((_request, response) => response.end('here'))
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  try {
    const response = await fetch(`http://${host}:${port}/`)
    expect(await response.text()).toBe('here')
  } finally {
    server.closeAllConnections()
    server.close()
  }
})
