import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { createResourceServer, haproxy, nginx } from '@portcullis/core'
import { fromIncomingMessage } from '@portcullis/node'
import { createCertificate, createTestIssuer } from '@portcullis/testing'
import type { RunningProxy } from '@portcullis-tooling/services'
import { describeWith } from '@portcullis-tooling/services/describe-with'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { send } from './client.js'
import { oneOfEach } from './routes.js'
import { boundTo, server } from './world.js'

const header = 'X-SSL-Client-Verify'
const sources = {
  nginx: () => nginx({ verifiedWhen: { [header]: 'SUCCESS' } }),
  haproxy: () => haproxy({ verifiedWhen: { [header]: '0' } }),
}
const authority = await createCertificate({ name: 'authority', authority: true })
const known = await createCertificate({ name: 'known', issuer: authority })
const unknown = await createCertificate({ name: 'unknown' })
const issuer = await createTestIssuer()

/** A server with a guard that wants the verdict of the proxy as well. */
function startGuarded(service: keyof typeof sources): Server {
  const guard = createResourceServer({
    issuer: issuer.issuer,
    audience: 'api1',
    fetch: issuer.fetch,
    mtls: { mode: 'required', certificateFrom: sources[service]() },
    trustedProxies: ['127.0.0.1/32'],
  })
  return createServer((request, response) => {
    guard.protect(fromIncomingMessage(request)).then((outcome) => {
      response.writeHead(outcome.ok ? 200 : outcome.status).end()
    }, response.destroy)
  }).listen(0, '127.0.0.1')
}

for (const route of oneOfEach) {
  describeWith(route.service, `the verdict of ${route.title}`, () => {
    let api: Server
    let proxy: RunningProxy

    beforeAll(async () => {
      api = startGuarded(route.service)
      await once(api, 'listening')
      const address = api.address()
      proxy = await route.start({
        upstream: typeof address === 'object' && address !== null ? address.port : 0,
        tls: { certificate: server.pem, key: server.privateKeyPem },
        authorities: authority.pem,
      })
    })

    afterAll(async () => {
      await proxy?.stop()
      api.closeAllConnections()
      api.close()
    })

    test('counts where the guard is told that it does, and clients cannot say it', async () => {
      issuer.clock.set(Date.now())
      const spoofed = { [header]: ['SUCCESS', '0'] }
      for (const [certificate, status] of [[known, 200] as const, [unknown, 401] as const]) {
        const token = await issuer.token({ claims: { cnf: boundTo(certificate) } })
        for (const headers of [{}, spoofed]) {
          const answer = await send(proxy.port, server, { token, certificate, headers })
          expect(answer.status).toBe(status)
        }
      }
    })
  })
}
