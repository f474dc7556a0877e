import { once } from 'node:events'
import type { RequestListener } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { ResourceServer } from '@portcullis/core'
import { createCertificate, startTestIssuer } from '@portcullis/testing'
import { afterEach, describe, expect, it } from 'vitest'
import {
  EnvironmentError,
  type Running,
  readEnvironment,
  serve,
  type Variables,
} from '../src/index.js'
import { urlOf } from '../src/listen.js'

const closing: (() => unknown)[] = []

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const settings = (variables: Variables = {}) =>
  // An issuer on a port where nobody listens.
  readEnvironment({ ISSUER: 'http://127.0.0.1:9', AUDIENCE: 'api1', ...variables })

async function start(listener: RequestListener, variables?: Variables): Promise<Running> {
  const running = await serve(settings(variables), () => listener)
  closing.push(running.close)
  return running
}

const portOf = ({ url }: Running) => Number(new URL(url).port)
const hello: RequestListener = (_message, response) => response.end('hello')

describe('serve', () => {
  it('listens where it says, with an issuer out of reach', async () => {
    const running = await start(hello)
    expect(running.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect(await (await fetch(running.url)).text()).toBe('hello')
  })

  it('writes an IPv6 address in brackets', () => {
    const address = { address: '::1', family: 'IPv6', port: 8080 }
    expect(urlOf(address, 'https')).toBe('https://[::1]:8080')
  })

  it('makes a guard that speaks of PUBLIC_URL, or of the address listened on', async () => {
    const guards: ResourceServer[] = []
    const create = (guard: ResourceServer) => {
      guards.push(guard)
      return hello
    }
    const own = await serve(settings(), create)
    const named = await serve(settings({ PUBLIC_URL: 'https://api.example.com/v1' }), create)
    closing.push(own.close, named.close)
    expect(guards.map((guard) => guard.metadata?.document.resource)).toEqual([
      own.url,
      'https://api.example.com/v1',
    ])
  })

  it('fetches keys ahead, without waiting for them', async () => {
    const issuer = await startTestIssuer()
    closing.push(issuer.close)
    issuer.fault('discovery', { kind: 'delay', milliseconds: 50 })
    await start(hello, { ISSUER: issuer.issuer })
    expect(issuer.requests.jwks).toBe(0)
    for (let tries = 0; issuer.requests.jwks === 0 && tries < 200; tries++) await pause(10)
    expect(issuer.requests).toMatchObject({ discovery: 1, jwks: 1 })
  })

  it('takes a header of more than the longest token, and refuses one without end', async () => {
    const running = await start((message, response) => {
      response.end(String(message.headers.authorization?.length))
    })
    const get = (length: number) =>
      fetch(running.url, { headers: { authorization: 'x'.repeat(length) } })
    expect(await (await get(40_000)).text()).toBe('40000')
    expect((await get(100_000)).status).toBe(431)
  })

  it('names PORT when the port is taken, and HOST when the address is not ours', async () => {
    const PORT = String(portOf(await start(hello)))
    await expect(start(hello, { PORT })).rejects.toThrow(EnvironmentError)
    await expect(start(hello, { PORT })).rejects.toThrow(/^PORT cannot be used: .*EADDRINUSE$/)
    const elsewhere = { HOST: '192.0.2.1', PUBLIC_URL: 'https://api.example.com' }
    await expect(start(hello, elsewhere)).rejects.toThrow(/^HOST cannot be used: .*EADDRNOTAVAIL$/)
  })

  it('serves https, asks for a client certificate and demands none', async () => {
    const [{ pem: cert, privateKeyPem: key }, client] = await Promise.all([
      createCertificate({ name: 'localhost' }),
      createCertificate(),
    ])
    const seen: unknown[] = []
    const listener: RequestListener = ({ socket }, response) => {
      seen.push('getPeerX509Certificate' in socket && certificateOf(socket))
      response.end('hello')
    }
    const running = await serve({ ...settings(), tls: { key, cert } }, () => listener)
    closing.push(running.close)
    expect(running.url).toMatch(/^https:/)
    await getOverTls(running.url)
    await getOverTls(running.url, { key: client.privateKeyPem, cert: client.pem })
    expect(seen).toEqual([undefined, Buffer.from(client.der)])
  })
})

function certificateOf(socket: object): unknown {
  const { getPeerX509Certificate } = socket as import('node:tls').TLSSocket
  return getPeerX509Certificate.call(socket)?.raw
}

async function getOverTls(url: string, client: { key?: string; cert?: string } = {}) {
  const outgoing = httpsRequest(url, { ...client, rejectUnauthorized: false, agent: false }).end()
  const [response] = await once(outgoing, 'response')
  response.resume()
  await once(response, 'end')
}

describe('close', () => {
  it('lets a request under way end, and takes no other', async () => {
    let answer: (() => void) | undefined
    const running = await start((_message, response) => {
      answer = () => response.end('late but whole')
    })
    const underWay = fetch(running.url)
    while (answer === undefined) await pause(5)
    const closed = running.close()
    await expect(fetch(running.url)).rejects.toThrow()
    answer()
    expect(await (await underWay).text()).toBe('late but whole')
    const answered = performance.now()
    await closed
    expect(performance.now() - answered).toBeLessThan(2_000)
  })

  it('does not wait for connections that are idle', async () => {
    const running = await start(hello)
    const socket = connect(portOf(running), '127.0.0.1')
    socket.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n')
    await once(socket, 'data')
    const before = performance.now()
    await running.close()
    expect(performance.now() - before).toBeLessThan(1000)
    socket.destroy()
  })

  it('gives a connection that never ends a few seconds, and no more', async () => {
    const running = await start(() => {})
    const socket = connect(portOf(running), '127.0.0.1').on('error', () => {})
    socket.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n')
    await once(socket, 'connect')
    await pause(50)
    const before = performance.now()
    await running.close()
    const seconds = (performance.now() - before) / 1000
    expect(seconds).toBeGreaterThan(3)
    expect(seconds).toBeLessThan(8)
  })
})
