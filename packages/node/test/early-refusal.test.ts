import { once } from 'node:events'
import { rawClient } from '@portcullis-tooling/test/client'
import { describe, expect, it } from 'vitest'
import { writeAnswer } from '../src/index.js'
import { http2Client, type Listener, startHttp, startHttp2 } from './servers.js'

const refuse: Listener = (_message, response) =>
  writeAnswer(response, { status: 401, headers: [], body: 'refused' })
const refusal = /HTTP\/1\.1 401 [\s\S]*refused$/
const get = 'GET / HTTP/1.1\r\nhost: api.example\r\n\r\n'

function post(length: number): string {
  return `POST / HTTP/1.1\r\nhost: api.example\r\ncontent-length: ${length}\r\n\r\n`
}

const megabyte = 1_048_576

describe('a refusal before the body was read', () => {
  it('comes before the body, which is then thrown away: the connection serves on', async () => {
    const { socket, until } = await rawClient(await startHttp(refuse))
    socket.write(post(10))
    expect(await until(refusal)).not.toMatch(/connection: close/i)
    socket.write(`0123456789${get}`)
    await until(refusal)
  })

  it('holds neither the answer nor the connection back for an upload of 50 MB', async () => {
    const { socket, until } = await rawClient(await startHttp(refuse))
    socket.write(post(50 * megabyte))
    await until(refusal)
    for (let sent = 0; sent < 50; sent++) {
      if (!socket.write(Buffer.alloc(megabyte))) await once(socket, 'drain')
    }
    socket.write(get)
    await until(refusal)
  })

  it('reaches a client that writes all of it before it listens', async () => {
    const { socket, until } = await rawClient(await startHttp(refuse))
    socket.pause()
    socket.write(post(50 * megabyte))
    for (let sent = 0; sent < 50; sent++) {
      if (!socket.write(Buffer.alloc(megabyte))) await once(socket, 'drain')
    }
    socket.resume()
    await until(refusal)
  })

  it('comes to a chunked upload without an end', async () => {
    const { socket, until } = await rawClient(await startHttp(refuse))
    socket.write('POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n5\r\n01234\r\n')
    await until(refusal)
    socket.write(`5\r\n56789\r\n0\r\n\r\n${get}`)
    await until(refusal)
  })

  it('ends the stream on HTTP/2, and the session serves on', async () => {
    const port = await startHttp2(refuse)
    const session = http2Client(`http://127.0.0.1:${port}`)
    for (const _ of [1, 2]) {
      const stream = session.request({ ':method': 'POST' })
      stream.on('error', () => {})
      stream.write(Buffer.alloc(megabyte))
      const [headers] = await once(stream, 'response')
      expect(headers[':status']).toBe(401)
      stream.resume()
      if (!stream.closed) await once(stream, 'close')
    }
  })
})
