/**
 * What the metadata document promises and what the guard does, for every combination of the options that
 * both follow from: each is derived from the other.
 */
import { createProofKey, createTestIssuer, type TestIssuer } from '@portcullis/testing'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  type Algorithm,
  algorithmNames,
  createResourceServer,
  type ResourceMetadataDocument,
  type ResourceServer,
  type ResourceServerOptions,
} from '../../src/index.js'
import { certificate, peerWith } from '../support/certificates.js'
import { codeOf, fetchFrom } from '../support/guard.js'
import { createHolder, type Holder, presentation } from '../support/holder.js'

const modes = ['off', 'allowed', 'required'] as const
const bindings = ['none', 'dpop', 'mtls', 'dpop+mtls'] as const
const trusts = ['the first alone', 'both', 'both, one with algorithms of its own'] as const

type Mode = (typeof modes)[number]
type Trust = (typeof trusts)[number]
type Binding = (typeof bindings)[number]

const publicUrl = 'https://api.example.com'
const combinations = modes.flatMap((dpop) =>
  modes.flatMap((mtls) => trusts.map((trust) => ({ dpop, mtls, trust }))),
)

let first: TestIssuer
let second: TestIssuer
let stranger: TestIssuer
let holder: Holder

beforeAll(async () => {
  first = await createTestIssuer()
  second = await createTestIssuer({ issuer: 'https://second.example.com', clock: first.clock })
  stranger = await createTestIssuer({ issuer: 'https://stranger.example.com', clock: first.clock })
  holder = createHolder(first)
})

function guardOf(dpop: Mode, mtls: Mode, trust: Trust, more: Partial<ResourceServerOptions> = {}) {
  const entry = { issuer: second.issuer, algorithms: ['ES256'] as Algorithm[] }
  const others = { 'the first alone': [], both: [second.issuer] }[trust as 'both'] ?? [entry]
  const { clock } = first
  const fetch = fetchFrom(first, second)
  return createResourceServer({
    audience: 'api1',
    clock,
    fetch,
    publicUrl,
    dpop,
    mtls,
    ...more,
    issuers: [first.issuer, ...others],
    issuer: undefined as never,
  })
}

function documentOf(guard: ResourceServer): ResourceMetadataDocument {
  if (guard.metadata === undefined) throw new Error('The guard has no metadata')
  return guard.metadata.document
}

/** Whether the guard takes a token of this binding, presented as its holder can, in the best way. */
async function takes(
  guard: ResourceServer,
  binding: Binding,
  { issuer = first, key = holder.key } = {},
): Promise<boolean> {
  const cnf = {
    ...(binding.includes('dpop') ? { jkt: key.thumbprint } : {}),
    ...(binding.includes('mtls') ? { 'x5t#S256': certificate.thumbprint } : {}),
  }
  const token = await issuer.token({ claims: binding === 'none' ? {} : { cnf } })
  const proof = holder.proof(token, { key })
  const outcome = await guard.protect(
    presentation({
      token,
      peer: peerWith(certificate),
      ...(binding.includes('dpop') ? { proof } : {}),
    }),
  )
  return codeOf(outcome) === 'granted'
}

/** What of each kind of token is taken, read from the document alone. */
function promised(document: ResourceMetadataDocument) {
  const bearer = document.bearer_methods_supported?.includes('header') === true
  const proofs = document.dpop_signing_alg_values_supported !== undefined
  const certificates = document.tls_client_certificate_bound_access_tokens === true
  return {
    bearer,
    proofs,
    certificates,
    proofsDemanded: document.dpop_bound_access_tokens_required === true,
  }
}

describe.each(combinations)(
  '[R167] [R157] dpop $dpop, mtls $mtls, trusting $trust',
  ({ dpop, mtls, trust }) => {
    test('what is promised is done, and what is done is promised', async () => {
      const guard = guardOf(dpop, mtls, trust)
      const { bearer, proofs, certificates, proofsDemanded } = promised(documentOf(guard))
      const taken = new Set<Binding>()
      for (const binding of bindings) if (await takes(guard, binding)) taken.add(binding)
      const some = (part: 'dpop' | 'mtls') => [...taken].some((one) => one.includes(part))
      expect(some('dpop')).toBe(proofs)
      expect(some('mtls')).toBe(certificates)
      // Everything that comes under the scheme Bearer: what no proof goes with.
      expect(taken.has('none') || taken.has('mtls')).toBe(bearer)
      expect([...taken].every((one) => one.includes('dpop'))).toBe(proofsDemanded)
      expect(bearer).toBe(!proofsDemanded)
    })

    test('the challenges offer the same', async () => {
      const guard = guardOf(dpop, mtls, trust)
      const { bearer, proofs } = promised(documentOf(guard))
      const outcome = await guard.protect(presentation())
      const challenges = outcome.headers.filter(([name]) => name === 'WWW-Authenticate')
      const offered = challenges.map(([, value]) => value.split(' ', 1)[0])
      expect(offered.includes('Bearer')).toBe(bearer)
      expect(offered.includes('DPoP')).toBe(proofs)
      for (const [, value] of challenges) {
        expect(value).toContain(
          `resource_metadata="${publicUrl}/.well-known/oauth-protected-resource"`,
        )
      }
    })

    test('whoever is listed is trusted, and nobody else', async () => {
      const guard = guardOf(dpop, mtls, trust)
      const listed = documentOf(guard).authorization_servers ?? []
      const binding = dpop === 'off' ? 'mtls' : 'dpop+mtls'
      const best: Binding = mtls === 'off' ? (dpop === 'off' ? 'none' : 'dpop') : binding
      for (const issuer of [first, second, stranger]) {
        expect(await takes(guard, best, { issuer })).toBe(listed.includes(issuer.issuer))
      }
    })
  },
)

describe('[R167] algorithms of proofs', () => {
  test.each([[undefined], [['ES256'] as const], [['PS256', 'Ed25519'] as const]])(
    '%j: those that are listed are taken, and no other',
    async (algorithms) => {
      const options = algorithms === undefined ? {} : { algorithms }
      const guard = guardOf('allowed', 'off', 'both', { dpop: { mode: 'allowed', ...options } })
      const listed = documentOf(guard).dpop_signing_alg_values_supported ?? []
      expect(listed).toEqual(algorithms ?? algorithmNames)
      for (const algorithm of algorithmNames) {
        const key = createProofKey(algorithm)
        expect(await takes(guard, 'dpop', { key }), algorithm).toBe(listed.includes(algorithm))
      }
    },
    60_000,
  )
})
