import { once } from 'node:events'
import express from 'express'
import { describe, expect, it, vi } from 'vitest'
import { protect } from '../src/index.js'
import { serve, useIssuer } from './running.js'

const issuer = useIssuer()
const megabyte = 1_048_576
const refusal = /HTTP\/1\.1 401 [\s\S]*\r\n\r\n\{\}$/
const get = 'GET / HTTP/1.1\r\nhost: api.example\r\n\r\n'

const guarded = (parse: () => void = () => {}) =>
  serve((app) => {
    app.use(protect(issuer.options()))
    app.use(express.raw({ type: '*/*', limit: 11 * megabyte, verify: parse }))
    app.post('/', (_req, res) => {
      res.end('written')
    })
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

  it('is none with a good token, and then it is parsed', async () => {
    const parse = vi.fn()
    const { rawClient } = await guarded(parse)
    const { socket, until } = await rawClient()
    const fields = `content-type: image/png\r\nauthorization: Bearer ${await issuer.token()}`
    socket.write(`POST / HTTP/1.1\r\nhost: a\r\n${fields}\r\ncontent-length: ${megabyte}\r\n\r\n`)
    socket.write(Buffer.alloc(megabyte))
    await until(/HTTP\/1\.1 200 [\s\S]*written$/)
    expect(parse).toHaveBeenCalledOnce()
  })
})
