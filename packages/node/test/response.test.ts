import type { Answer } from '@portcullis/core'
import { rawClient } from '@portcullis-tooling/test/client'
import { describe, expect, it } from 'vitest'
import { appendHeaders, writeAnswer } from '../src/index.js'
import {
  http2Client,
  http2Exchange,
  type Listener,
  sendRaw,
  startHttp,
  startHttp2,
} from './servers.js'

const answer: Answer = {
  status: 401,
  headers: [
    ['WWW-Authenticate', 'Bearer realm="api"'],
    ['WWW-Authenticate', 'DPoP realm="api"'],
    ['Content-Type', 'application/json'],
  ],
  body: '{"error":"invalid_token"}',
}
const refuse: Listener = (_message, response) => writeAnswer(response, answer)
const get = ['GET / HTTP/1.1', 'host: api.example', 'connection: close']

/** Answers a request before a listener comes to it, and keeps what that throws. */
function answerFirst(late: Listener) {
  const errors: unknown[] = []
  const listener: Listener = (message, response) => {
    response.writeHead(504).end()
    try {
      late(message, response)
    } catch (error) {
      errors.push(error)
    }
  }
  return { listener, errors }
}

describe('writeAnswer', () => {
  it('writes status, each field on a line of its own, and the body [R8]', async () => {
    const client = await rawClient(await startHttp(refuse))
    client.socket.write(`${get.join('\r\n')}\r\n\r\n`)
    const text = await client.until(/invalid_token"}$/)
    expect(text).toMatch(/^HTTP\/1\.1 401 /)
    expect(text).toContain(
      'WWW-Authenticate: Bearer realm="api"\r\nWWW-Authenticate: DPoP realm="api"\r\n',
    )
    expect(text).toContain(`Content-Length: ${answer.body.length}\r\n`)
  })

  it('answers HEAD with the same fields and no body', async () => {
    const client = await rawClient(await startHttp(refuse))
    client.socket.write('HEAD / HTTP/1.1\r\nhost: a\r\n\r\nGET / HTTP/1.1\r\nhost: a\r\n\r\n')
    const [head = '', next = ''] = (await client.until(/invalid_token"}$/)).split('\r\n\r\n', 2)
    expect(head).toContain('WWW-Authenticate: Bearer realm="api"\r\n')
    expect(head).toContain('Content-Type: application/json')
    expect(next).toMatch(/^HTTP\/1\.1 401 /)
  })

  it('replaces fields that were set before, and keeps the others', async () => {
    const port = await startHttp((message, response) => {
      response.setHeader('Content-Type', 'text/html')
      response.setHeader('WWW-Authenticate', 'Basic realm="other"')
      response.setHeader('Vary', 'Origin')
      refuse(message, response)
    })
    const text = await sendRaw(port, get)
    expect(text.match(/content-type: .*/gi)).toEqual(['Content-Type: application/json'])
    expect(text).not.toContain('Basic')
    expect(text).toContain('Vary: Origin\r\n')
  })

  it('leaves a response alone that was sent meanwhile', async () => {
    const meanwhile = answerFirst((message, response) => refuse(message, response))
    expect(await sendRaw(await startHttp(meanwhile.listener), get)).toMatch(/^HTTP\/1\.1 504 /)
    expect(meanwhile.errors).toEqual([])
  })

  it.each(['GET', 'HEAD'])('answers %s on HTTP/2', async (method) => {
    const port = await startHttp2(refuse)
    const session = http2Client(`http://127.0.0.1:${port}`)
    const { headers, body } = await http2Exchange(session, { ':method': method })
    expect(headers[':status']).toBe(401)
    expect(headers['www-authenticate']).toBe('Bearer realm="api", DPoP realm="api"')
    expect(body).toBe(method === 'GET' ? answer.body : '')
  })
})

describe('appendHeaders', () => {
  it('adds to what is there', async () => {
    const port = await startHttp((_message, response) => {
      response.setHeader('Vary', 'Origin')
      appendHeaders(response, [
        ['Vary', 'Accept'],
        ['DPoP-Nonce', 'n-1'],
        ['vary', 'Accept-Language'],
      ])
      response.end()
    })
    const text = await sendRaw(port, get)
    expect(text.match(/^vary: .*$/gim)).toEqual([
      'vary: Origin',
      'vary: Accept',
      'vary: Accept-Language',
    ])
    expect(text).toContain('DPoP-Nonce: n-1\r\n')
  })

  it('leaves a response alone that was sent meanwhile', async () => {
    const meanwhile = answerFirst((_message, response) => {
      appendHeaders(response, [['DPoP-Nonce', 'n-1']])
    })
    expect(await sendRaw(await startHttp(meanwhile.listener), get)).not.toContain('n-1')
    expect(meanwhile.errors).toEqual([])
  })
})
