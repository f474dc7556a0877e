import { once } from 'node:events'
import { connect } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { fastify } from 'fastify'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createResourceServer, portcullis } from '../src/index.js'
import { serve, useIssuer } from './running.js'

const issuer = useIssuer()
const megabyte = 1_048_576
const refusal = /HTTP\/1\.1 401 [\s\S]*\r\n\r\n\{\}$/
const get = 'GET / HTTP/1.1\r\nhost: api.example\r\n\r\n'

const guarded = (parse: () => void = () => {}) =>
  serve(async (app) => {
    app.addContentTypeParser('*', (_request, payload, done) => {
      parse()
      payload.resume().on('end', () => done(null))
    })
    await app.register(portcullis, issuer.options())
    app.get('/', () => 'secret')
    app.post('/', () => 'written')
  })

describe('a refused upload', () => {
  it('of 10 MB is answered at once, not parsed, and the connection serves on', async () => {
    const parse = vi.fn()
    const { rawClient } = await guarded(parse)
    const { socket, until } = await rawClient()
    const head = `POST / HTTP/1.1\r\nhost: a\r\ncontent-type: image/png\r\ncontent-length: ${10 * megabyte}`
    socket.write(`${head}\r\n\r\n`)
    expect(await until(refusal)).not.toMatch(/connection: close/i)
    for (let sent = 0; sent < 10; sent++) {
      if (!socket.write(Buffer.alloc(megabyte))) await once(socket, 'drain')
    }
    socket.write(get)
    await until(refusal)
    expect(parse).not.toHaveBeenCalled()
  })

  it('reaches a client that writes all of it before it listens', async () => {
    const { rawClient } = await guarded()
    const { socket, until } = await rawClient()
    socket.pause()
    socket.write(`POST / HTTP/1.1\r\nhost: a\r\ncontent-length: ${10 * megabyte}\r\n\r\n`)
    for (let sent = 0; sent < 10; sent++) {
      if (!socket.write(Buffer.alloc(megabyte))) await once(socket, 'drain')
    }
    socket.resume()
    await until(refusal)
  })

  it('without an end is answered', async () => {
    const { rawClient } = await guarded()
    const { socket, until } = await rawClient()
    socket.write('POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n5\r\n01234\r\n')
    await until(refusal)
    socket.write(`0\r\n\r\n${get}`)
    await until(refusal)
  })

  it('is none with a good token', async () => {
    const { send } = await guarded()
    const sent = { method: 'POST', token: await issuer.token() }
    expect(await send(sent)).toMatchObject({ status: 200, body: 'written' })
  })
})

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

describe('on HTTP/2', () => {
  async function start() {
    const app = fastify({ http2: true })
    const server = createResourceServer(issuer.options())
    const judge = vi.spyOn(server, 'judge')
    await app.register(portcullis, { server })
    app.all('/', app.authorize(), (request) => request.auth.subject)
    await app.listen({ host: '127.0.0.1', port: 0 })
    closing.push(() => app.close())
    const { port } = app.server.address() as AddressInfo
    const session = connect(`http://127.0.0.1:${port}`)
    closing.push(() => session.destroy())
    const hosts = () => judge.mock.calls.map(([request]) => request.header('host'))
    return { session, hosts, authority: `127.0.0.1:${port}` }
  }

  it('guards the same, with every challenge and the host of :authority [R8]', async () => {
    const { session, hosts, authority } = await start()
    const refused = session.request({ ':path': '/' })
    const [headers] = await once(refused.resume(), 'response')
    expect(headers[':status']).toBe(401)
    expect(headers['www-authenticate']).toMatch(/^Bearer realm="api1", DPoP realm="api1"/)
    const authorization = `Bearer ${await issuer.token()}`
    const passed = session.request({ ':path': '/', authorization }).setEncoding('utf8')
    const [body] = await once(passed, 'data')
    expect(body).toBe('user-1')
    expect(hosts()).toEqual([[authority], [authority]])
  })

  it('ends the stream of a refused upload, and the session serves on', async () => {
    const { session } = await start()
    for (const _ of [1, 2]) {
      const stream = session.request({ ':method': 'POST', 'content-type': 'image/png' })
      stream.on('error', () => {})
      stream.write(Buffer.alloc(megabyte))
      const [headers] = await once(stream, 'response')
      expect(headers[':status']).toBe(401)
      stream.resume()
      if (!stream.closed) await once(stream, 'close')
    }
  })
})
