import { equal } from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describedIn, expectPass, expectRefusal } from '../expect.js'
import type { Scenario } from '../scenario.js'

const invalid = { status: 401, error: 'invalid_token', scheme: 'Bearer' } as const

/** Tokens bound to a client certificate (RFC 8705 §3). */
export const certificates: readonly Scenario[] = [
  {
    name: 'from TLS: the right certificate passes, another or none does not',
    // They are signed by nobody but themselves: what counts is that they are the same (R129).
    proves: ['R125', 'R126', 'R127', 'R129', 'R133'],
    setting: 'certificates',
    run: async (talk) => {
      const { certificate, otherCertificate } = talk.world
      for (const token of [
        await talk.boundToken('certificate'),
        talk.boundReference('certificate'),
      ]) {
        const request = { target: '/me', fields: [['Authorization', `Bearer ${token}`]] } as const
        equal(describedIn(await talk.ask(request, certificate)).binding, 'mtls')
        expectRefusal(await talk.ask(request, otherCertificate), invalid)
        expectRefusal(await talk.ask(request), invalid)
      }
    },
  },
  {
    name: 'a token bound to both needs both',
    proves: ['R131', 'A19'],
    setting: 'certificates',
    run: async (talk) => {
      const { certificate, otherCertificate } = talk.world
      const token = await talk.boundToken('key', 'certificate')
      const request = () => ({
        target: '/me',
        fields: [
          ['Authorization', `DPoP ${token}`],
          ['DPoP', talk.proof('/me', token)],
        ] as const,
      })
      equal(describedIn(await talk.ask(request(), certificate)).binding, 'dpop+mtls')
      const refusal = { ...invalid, scheme: 'DPoP' } as const
      expectRefusal(await talk.ask(request(), otherCertificate), refusal)
      expectRefusal(await talk.ask(request()), refusal)
      const bearer = { target: '/me', fields: [['Authorization', `Bearer ${token}`]] } as const
      expectRefusal(await talk.ask(bearer, certificate), invalid)
    },
  },
  {
    name: 'a thumbprint in another case is another one',
    proves: ['R126', 'A22'],
    setting: 'certificates',
    run: async (talk) => {
      const { certificate } = talk.world
      const swapped = certificate.thumbprint.replace(/[a-z]/i, (letter) =>
        letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
      )
      const token = await talk.token({ claims: { cnf: { 'x5t#S256': swapped } } })
      const fields = [['Authorization', `Bearer ${token}`]] as const
      expectRefusal(await talk.ask({ target: '/me', fields }, certificate), invalid)
    },
  },
  {
    name: 'from a trusted proxy: one well-formed header, or none',
    proves: ['R134', 'R136', 'R138', 'R139', 'A21', 'A22'],
    setting: 'forwarded certificates',
    run: async (talk) => {
      const { certificate, otherCertificate } = talk.world
      const token = await talk.boundToken('certificate')
      const field = (value: string) => ['Client-Cert', value] as const
      expectPass(await talk.bearer('/me', token, field(certificate.structuredField)))
      expectRefusal(
        await talk.bearer('/me', token, field(otherCertificate.structuredField)),
        invalid,
      )
      expectRefusal(await talk.bearer('/me', token), invalid)
      for (const junk of [':AAAA:', certificate.base64, 'x']) {
        expectRefusal(await talk.bearer('/me', token, field(junk)), invalid)
      }
      const line = field(certificate.structuredField)
      const repeated = { status: 400, error: 'invalid_request', scheme: 'Bearer' } as const
      expectRefusal(await talk.bearer('/me', token, line, line), repeated)
    },
  },
  {
    name: 'what is no certificate has no thumbprint that counts',
    proves: ['R132', 'R139', 'A22'],
    setting: 'forwarded certificates',
    run: async (talk) => {
      const der = Buffer.from(talk.world.certificate.base64, 'base64')
      const others = [
        Buffer.concat([der, Buffer.from([0])]),
        Buffer.concat([der, der]),
        der.subarray(0, -1),
        Buffer.from('no certificate'),
      ]
      for (const bytes of others) {
        const thumbprint = createHash('sha256').update(bytes).digest('base64url')
        const token = await talk.token({ claims: { cnf: { 'x5t#S256': thumbprint } } })
        const field = ['Client-Cert', `:${bytes.toString('base64')}:`] as const
        const reason = /client certificate is malformed$/
        expectRefusal(await talk.bearer('/me', token, field), { ...invalid, reason })
      }
    },
  },
  {
    name: 'from a stranger a certificate header is nothing, and somebody is told',
    proves: ['R136', 'R137', 'R191', 'A21'],
    run: async (talk) => {
      const token = await talk.boundToken('certificate')
      const line = ['Client-Cert', talk.world.certificate.structuredField] as const
      expectRefusal(await talk.bearer('/me', token, line), invalid)
      expectPass(await talk.bearer('/me', await talk.token(), line))
    },
  },
]
