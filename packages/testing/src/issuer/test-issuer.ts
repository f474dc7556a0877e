import { createTestClock, type TestClock } from '../clock.js'
import { createForge, type Forge } from '../forge/forge.js'
import type { SigningAlgorithm } from '../keys/algorithms.js'
import { createKeyRing, type TestKeys } from '../keys/key-ring.js'
import { createRespond, type Respond } from './endpoints.js'
import { createFaultPlan, type FaultOptions } from './fault-plan.js'
import type { Fault } from './faults.js'
import { inProcessFetch, type TestFetch } from './in-process-fetch.js'
import { createDoorkeeper } from './introspection/authenticate.js'
import { type IntrospectionClients, usesTls } from './introspection/clients.js'
import { introspect } from './introspection/introspect.js'
import { createKnownTokens, opaqueToken } from './introspection/known-tokens.js'
import { issuerMetadata } from './metadata.js'
import { createRequestLog, type TestEndpoint, type TestRequests } from './request-log.js'
import { type DiscoveryForm, endpointAt, type IssuerUrls, issuerUrls } from './urls.js'

export interface TestIssuerOptions {
  /** Issuer identifier, with or without a path. Default `https://issuer.test`. */
  readonly issuer?: string
  /** One key for each; the first is the default one. Default `['ES256']`. */
  readonly algorithms?: readonly SigningAlgorithm[]
  /** Which metadata addresses answer. Default `both`. */
  readonly discovery?: DiscoveryForm
  /** Default: a clock of its own that stands at the time of the call. */
  readonly clock?: TestClock
  /** Members to add to or replace in the metadata; undefined removes one. */
  readonly metadata?: Readonly<Record<string, unknown>>
  /** Who may introspect. Default `{ api1: 'api1_secret' }`. */
  readonly introspectionClients?: IntrospectionClients
}

/** An authorization server for tests: metadata, keys, introspection and tokens of every kind. */
export interface TestIssuer extends Forge {
  readonly issuer: string
  readonly clock: TestClock
  readonly keys: TestKeys
  readonly requests: TestRequests
  /** Give it to the code under test in place of `fetch`; it opens no socket. */
  readonly fetch: TestFetch
  /** Makes an endpoint misbehave until called again; undefined makes it good. */
  fault(endpoint: TestEndpoint, fault: Fault | undefined, options?: FaultOptions): void
  /** A random string that this issuer knows nothing of. */
  opaqueToken(): string
  /**
   * A token that introspection answers for; claims as in `token`, undefined removes one, and members of
   * the answer such as `active` or `token_type` replaced or added. A token of your own if you give one.
   */
  issueReferenceToken(claims?: Readonly<Record<string, unknown>>, token?: string): string
  /** Makes a token inactive, be it a reference or a JWT. */
  revoke(token: string): void
}

export async function createTestIssuer(options: TestIssuerOptions = {}): Promise<TestIssuer> {
  return assemble(options).testIssuer
}

/** The issuer, and the function that answers for it, which a server can put on a socket. */
export function assemble(options: TestIssuerOptions): {
  testIssuer: TestIssuer
  respond: Respond
} {
  const { issuer = 'https://issuer.test', clock = createTestClock() } = options
  const algorithms = options.algorithms ?? ['ES256']
  const keys = createKeyRing(algorithms)
  const forge = createForge({ issuer, clock, keys })
  const tokens = createKnownTokens(clock, keys)
  const log = createRequestLog()
  const faults = createFaultPlan()
  const urls = issuerUrls(issuer)
  const clients = options.introspectionClients ?? { api1: 'api1_secret' }
  const doorkeeper = createDoorkeeper({ issuer, clock, clients, mtlsUrl: urls.mtlsIntrospection })
  const metadata = issuerMetadata(issuer, urls, algorithms, {
    ...(Object.values(clients).some(usesTls) ? mtlsAliases(urls) : {}),
    ...options.metadata,
  })

  const respond = createRespond({
    log,
    faults,
    locate: (url) => endpointAt(url, urls, options.discovery ?? 'both'),
    answers: {
      discovery: () => Response.json(metadata),
      jwks: () => Response.json({ keys: keys.published() }),
      introspection: (request, form) => introspect(request, form, { doorkeeper, tokens, forge }),
    },
  })
  const testIssuer: TestIssuer = {
    ...forge,
    issuer,
    clock,
    keys,
    requests: log,
    fetch: inProcessFetch(respond),
    fault: faults.set,
    opaqueToken,
    issueReferenceToken: (claims, token) => tokens.issue({ ...forge.claims(), ...claims }, token),
    revoke: tokens.revoke,
  }
  return { testIssuer, respond }
}

function mtlsAliases({ mtlsIntrospection }: IssuerUrls): Record<string, unknown> {
  return { mtls_endpoint_aliases: { introspection_endpoint: mtlsIntrospection } }
}
