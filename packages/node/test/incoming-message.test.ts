import { request as httpsRequest } from 'node:https'
import type { ResourceRequest } from '@portcullis/core'
import { describe, expect, it } from 'vitest'
import { fromIncomingMessage, type NodeRequest } from '../src/index.js'
import { selfSigned, type TestCertificate } from './certificate.js'
import {
  http2Client,
  http2Exchange,
  type Listener,
  sendRaw,
  startHttp,
  startHttp2,
  startHttps,
  startSecureHttp2,
} from './servers.js'

/** Looks at requests through the adapter while they are served. */
function spy<T>(look: (request: ResourceRequest) => T) {
  const seen: T[] = []
  const listener: Listener = (message, response) => {
    seen.push(look(fromIncomingMessage(message)))
    response.end()
  }
  return { seen, listener }
}

describe('fromIncomingMessage on HTTP/1', () => {
  it('gives method, target and every field line as they came [R3, A9]', async () => {
    const { seen, listener } = spy((request) => ({
      method: request.method,
      target: request.target,
      authorization: request.header('authorization'),
      dpop: request.header('dpop'),
      missing: request.header('cookie'),
    }))
    const port = await startHttp(listener)
    await sendRaw(port, [
      'PROPFIND /a/../b%2e?access_token=x HTTP/1.1',
      'host: api.example',
      'authorization: Bearer one',
      'AUTHORIZATION: Bearer two',
      'DPoP: first',
      'dpop: second',
    ])
    expect(seen).toEqual([
      {
        method: 'PROPFIND',
        target: '/a/../b%2e?access_token=x',
        authorization: ['Bearer one', 'Bearer two'],
        dpop: ['first', 'second'],
        missing: [],
      },
    ])
  })

  it('reduces the absolute form of a target', async () => {
    const { seen, listener } = spy((request) => request.target)
    const port = await startHttp(listener)
    await sendRaw(port, ['GET http://elsewhere.example/data?page=2 HTTP/1.1', 'host: api.example'])
    expect(seen).toEqual(['/data?page=2'])
  })

  it('reads the target that came, not what a router made of it', () => {
    const message = { url: '/1', originalUrl: '/items/1' }
    expect(fromIncomingMessage(message as NodeRequest & typeof message).target).toBe('/items/1')
  })

  it('says where the connection comes from: http, an address, no certificate', async () => {
    const { seen, listener } = spy(({ scheme, peer }) => ({
      scheme,
      address: peer?.address,
      certificate: peer?.certificate?.(),
    }))
    const port = await startHttp(listener)
    await sendRaw(port, ['GET / HTTP/1.1', 'host: api.example', 'x-forwarded-proto: https'])
    expect(seen).toEqual([{ scheme: 'http', address: '127.0.0.1', certificate: undefined }])
  })
})

const server = selfSigned('server')

/** Over TLS, with or without a certificate of the client's own. */
function getOverTls(port: number, client?: TestCertificate): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, rejectUnauthorized: false, agent: false as const }
    httpsRequest({ ...options, ...client }, (response) => response.resume().on('end', resolve))
      .on('error', reject)
      .end()
  })
}

describe('fromIncomingMessage on TLS', () => {
  it('says https, and gives the certificate of the client in DER', async () => {
    const { seen, listener } = spy(({ scheme, peer }) => ({ scheme, der: peer?.certificate?.() }))
    const port = await startHttps(server, listener)
    const client = selfSigned('client')
    await getOverTls(port, client)
    await getOverTls(port)
    expect(seen).toEqual([
      { scheme: 'https', der: client.der },
      { scheme: 'https', der: undefined },
    ])
  })
})

describe('fromIncomingMessage on HTTP/2', () => {
  const look = (request: ResourceRequest) => ({
    method: request.method,
    target: request.target,
    scheme: request.scheme,
    host: request.header('host'),
    authorization: request.header('authorization'),
    address: request.peer?.address,
    der: request.peer?.certificate?.(),
  })
  const sent = { ':path': '/data?page=2', authorization: 'Bearer one' }

  it('takes the host from :authority, and the rest as on HTTP/1', async () => {
    const { seen, listener } = spy(look)
    const port = await startHttp2(listener)
    await http2Exchange(http2Client(`http://127.0.0.1:${port}`), sent)
    expect(seen).toEqual([
      {
        method: 'GET',
        target: '/data?page=2',
        scheme: 'http',
        host: [`127.0.0.1:${port}`],
        authorization: ['Bearer one'],
        address: '127.0.0.1',
        der: undefined,
      },
    ])
  })

  it('[A16] has two hosts where :authority and Host name two, and one where they name one', async () => {
    const { seen, listener } = spy(look)
    const port = await startHttp2(listener)
    for (const host of ['other.example', 'API.example']) {
      const both = { ...sent, ':authority': 'api.example', host }
      await http2Exchange(http2Client(`http://127.0.0.1:${port}`), both)
    }
    expect(seen.map(({ host }) => host)).toEqual([
      ['other.example', 'api.example'],
      ['API.example'],
    ])
  })

  it('takes a host field where no :authority came', async () => {
    const { seen, listener } = spy(look)
    const port = await startHttp2(listener)
    await http2Exchange(http2Client(`http://127.0.0.1:${port}`), { ...sent, host: 'api.example' })
    expect(seen.map(({ host }) => host)).toEqual([['api.example']])
  })

  it('sees TLS and the client certificate behind the streams', async () => {
    const { seen, listener } = spy(look)
    const port = await startSecureHttp2(server, listener)
    const client = selfSigned('client')
    await http2Exchange(http2Client(`https://127.0.0.1:${port}`, client), sent)
    expect(seen.map(({ scheme, der }) => ({ scheme, der }))).toEqual([
      { scheme: 'https', der: client.der },
    ])
  })
})
