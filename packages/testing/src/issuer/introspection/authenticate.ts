import { jwtVerify } from 'jose'
import type { TestClock } from '../../clock.js'
import type { TestKey } from '../../keys/signing-key.js'
import { type IntrospectionClients, usesTls } from './clients.js'
import type { Question } from './question.js'

export interface Doorkeeper {
  /** Whether the caller is who it says (RFC 7662 section 2.1). */
  admits(question: Question): Promise<boolean>
}

export interface DoorkeeperSettings {
  readonly issuer: string
  readonly clock: TestClock
  readonly clients: IntrospectionClients
  /** Where clients with a certificate are sent (RFC 8705 section 5). */
  readonly mtlsUrl: string
}

export function createDoorkeeper(settings: DoorkeeperSettings): Doorkeeper {
  const usedAssertions = new Set<unknown>()
  const { clients, mtlsUrl } = settings
  return {
    admits: async (question) => {
      const { clientId, secret, assertion, method, url } = question
      const client = Object.hasOwn(clients, clientId) ? clients[clientId] : undefined
      if (client === undefined) return false
      if (typeof client === 'string') return client === secret
      if (usesTls(client)) return method === 'none' && url.href === mtlsUrl
      if (!('privateKey' in client) || assertion === undefined) return false
      return isGoodAssertion(assertion, clientId, client, { ...settings, usedAssertions })
    },
  }
}

type AssertionRules = DoorkeeperSettings & { readonly usedAssertions: Set<unknown> }

/** RFC 7523 section 3, strictly: our name as the one audience, a `jti` that never comes again. */
async function isGoodAssertion(
  assertion: string,
  clientId: string,
  key: TestKey,
  { issuer, clock, usedAssertions }: AssertionRules,
): Promise<boolean> {
  try {
    const { payload } = await jwtVerify(assertion, key.publicKey, {
      algorithms: [key.algorithm],
      issuer: clientId,
      subject: clientId,
      typ: 'client-authentication+jwt',
      currentDate: new Date(clock()),
      clockTolerance: 1,
      requiredClaims: ['exp', 'jti'],
    })
    const isFresh = !usedAssertions.has(payload.jti)
    usedAssertions.add(payload.jti)
    return isFresh && payload.aud === issuer
  } catch {
    return false
  }
}
