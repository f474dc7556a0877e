import { once } from 'node:events'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { type IntrospectionCache, memoryIntrospectionCache } from '@portcullis/core'
import { generateSigningKey, type TestCertificate, type TestKey } from '@portcullis/testing'
import type { HostedSurroundings } from './hosted-settings.js'

/** What guards in this process share with the scenarios. */
export interface HostedWorld extends HostedSurroundings {
  /** Milliseconds that `clock` is ahead of the machine's. */
  aheadMilliseconds: number
  /** Every key that `cache` was asked for. */
  readonly cacheKeys: Set<string>
  /** Of the client that authenticates with a key. */
  readonly clientTestKey: TestKey
  /** Requests that the endpoint with a certificate of its own making has got. */
  readonly selfSignedRequests: readonly string[]
  close(): void
}

export async function createHostedWorld(own: TestCertificate): Promise<HostedWorld> {
  const selfSignedRequests: string[] = []
  const server = createServer({ cert: own.pem, key: own.privateKeyPem }, (request, response) => {
    selfSignedRequests.push(request.url ?? '')
    response.setHeader('content-type', 'application/json').end('{"active":true,"aud":"api1"}')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const clientTestKey = generateSigningKey('ES256')
  const cacheKeys = new Set<string>()
  const world: HostedWorld = {
    aheadMilliseconds: 0,
    clock: () => Date.now() + world.aheadMilliseconds,
    cache: recording(memoryIntrospectionCache(), cacheKeys),
    cacheKeys,
    clientTestKey,
    clientKey: await crypto.subtle.importKey(
      'pkcs8',
      clientTestKey.privateKey.export({ format: 'der', type: 'pkcs8' }),
      { name: 'ECDSA', namedCurve: 'P-256' },
      false,
      ['sign'],
    ),
    selfSignedEndpoint: `https://127.0.0.1:${port}/introspect`,
    selfSignedRequests,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
  return world
}

function recording(cache: IntrospectionCache, keys: Set<string>): IntrospectionCache {
  return {
    get(key, search) {
      keys.add(key)
      return cache.get(key, search)
    },
    set: (key, entry, search) => cache.set(key, entry, search),
    delete: (key) => cache.delete(key),
  }
}
