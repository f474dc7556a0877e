import { createCertificate, startTestIssuer, type TestCertificate } from '@portcullis/testing'
import { afterAll, beforeAll } from 'vitest'
import { startApi } from '../api.js'
import { open, publicHost, type Sent, send, sendPlain } from './client.js'
import type { Route } from './routes.js'

interface WorldOptions {
  /** More environment of the API; it wins. */
  readonly variables?: Readonly<Record<string, string>>
  readonly prefix?: string
  /** What stands between proxy and API: gets the port of the API, gives its own. */
  readonly between?: (port: number) => Promise<{ port: number; stop: () => Promise<void> }>
}

/** Certificates are made once for all routes: they cost more than anything else here. */
export const server = await createCertificate({
  name: publicHost,
  alternativeNames: [{ type: 'dns', value: publicHost }],
})
export const alice = await createCertificate({ name: 'alice' })
export const mallory = await createCertificate({ name: 'mallory' })

/** Issuer, API and proxy, each on its own port, for the tests of a `describe`. */
export function useWorld(route: Route, options: WorldOptions = {}): () => World {
  let world: World | undefined
  beforeAll(async () => {
    world = await startWorld(route, options)
  })
  afterAll(() => world?.stop())
  return () => {
    if (world === undefined) throw new Error('the world has not started')
    return world
  }
}

export type World = Awaited<ReturnType<typeof startWorld>>

async function startWorld(route: Route, { variables, prefix = '', between }: WorldOptions) {
  const stops: (() => Promise<void>)[] = []
  const stop = async () => {
    for (const end of stops.splice(0).reverse()) await end()
  }
  try {
    const issuer = await startTestIssuer()
    stops.push(issuer.close)
    const api = await startApi({
      ISSUER: issuer.issuer,
      INTROSPECTION_CLIENT_ID: 'api1',
      INTROSPECTION_CLIENT_SECRET: 'api1_secret',
      MTLS: 'allowed',
      CLIENT_CERTIFICATE: route.clientCertificate,
      TRUSTED_PROXIES: '127.0.0.1/32',
      ...variables,
    })
    stops.push(api.stop)
    const relay = await between?.(api.port)
    if (relay !== undefined) stops.push(relay.stop)
    const proxy = await route.start({
      upstream: relay?.port ?? api.port,
      tls: { certificate: server.pem, key: server.privateKeyPem },
      ...(prefix === '' ? {} : { prefix }),
    })
    stops.push(proxy.stop)
    const claimsFor = (confirmation: object | undefined) => {
      issuer.clock.set(Date.now())
      return confirmation === undefined ? {} : { cnf: confirmation }
    }
    return {
      api,
      proxy,
      stop,
      /** A JWT, bound where a confirmation is given. */
      token: (confirmation?: object, claims: object = {}) =>
        issuer.token({ claims: { ...claims, ...claimsFor(confirmation) } }),
      /** A reference token, likewise. */
      reference: (confirmation?: object) => issuer.issueReferenceToken(claimsFor(confirmation)),
      send: (sent: Sent) => send(proxy.port, server, sent),
      open: (sent: Sent) => open(proxy.port, server, sent),
      /** Past the proxy, straight to the API. */
      sendToApi: (sent: Sent) => sendPlain(api.port, sent),
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** The `cnf` of a token that is bound to a certificate. */
export function boundTo({ thumbprint }: TestCertificate): object {
  return { 'x5t#S256': thumbprint }
}
