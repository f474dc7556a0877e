import { equal, ok, rejects } from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describedIn, expectPass, expectRefusal } from '../expect.js'
import type { Scenario } from '../scenario.js'
import type { Talk } from '../talk.js'
import { type FieldLine, valuesOf } from '../wire/exchange.js'
import { proxySecret } from '../world/hosted-settings.js'
import {
  type ProxyForm,
  type ProxyName,
  proxyNames,
  proxyOf,
  withTrailingByte,
} from '../world/proxies.js'

const invalid = { status: 401, error: 'invalid_token', scheme: 'Bearer' } as const
const mismatch = { ...invalid, reason: /bound to another client certificate$/ }
const missing = { ...invalid, reason: /none was presented$/ }
const malformed = { ...invalid, reason: /client certificate is malformed$/ }
const unverified = { ...invalid, reason: /was not verified in front of this resource$/ }
const repeated = {
  status: 400,
  error: 'invalid_request',
  scheme: 'Bearer',
  reason: /^More than one/,
} as const

/** What is no certificate in any form. */
const junk = ['junk', ':', '::', ':AAAA:', 'AAAA', '%', '%zz', '""', '(null)', 'x'.repeat(20_000)]

/** The fields of a proxy that forwards this and found it good. */
function fieldsOf({ header, verdict = {} }: ProxyForm, value: string): readonly FieldLine[] {
  const said = Object.entries(verdict).map(([name, { good }]): FieldLine => [name, good])
  return [[header, value], ...said]
}

/** Whoever forwards the header is believed, and only what it says now. */
function rightCertificate(name: ProxyName): Scenario {
  const proxy = proxyOf(name)
  return {
    name: `${name}: the right certificate passes, another, an empty field or none does not`,
    proves: [...proxy.proves, 'R125', 'R127', 'R138'],
    setting: `behind ${name}`,
    run: async (talk) => {
      const { certificate, otherCertificate } = talk.world
      const token = await talk.boundToken('certificate')
      const forward = (value: string) => talk.bearer('/me', token, ...fieldsOf(proxy, value))
      const good = await forward(proxy.write(certificate))
      equal(describedIn(good).binding, 'mtls')
      ok(valuesOf(good, 'vary').join().toLowerCase().includes(proxy.header.toLowerCase()))
      for (const value of proxy.others?.(certificate, otherCertificate) ?? []) {
        expectPass(await forward(value))
      }
      expectRefusal(await forward(proxy.write(otherCertificate)), mismatch)
      for (const value of proxy.others?.(otherCertificate, certificate) ?? []) {
        expectRefusal(await forward(value), mismatch)
      }
      expectRefusal(await forward(''), missing)
      expectRefusal(await talk.bearer('/me', token), missing)
      const ofOthers = proxyNames
        .map(proxyOf)
        .filter(({ header }) => header !== proxy.header)
        .map(({ header, write }): FieldLine => [header, write(certificate)])
      expectRefusal(await talk.bearer('/me', token, ...ofOthers), missing)
    },
  }
}

function noCertificate(name: ProxyName): Scenario {
  const proxy = proxyOf(name)
  return {
    name: `${name}: what is not one certificate is a refusal, and so are two fields`,
    proves: [...proxy.proves, 'R132', 'R139', 'A21', 'A22'],
    setting: `behind ${name}`,
    run: async (talk) => {
      const { certificate, otherCertificate } = talk.world
      const token = await talk.boundToken('certificate')
      const good = proxy.write(certificate)
      const values = [...junk, good.slice(0, -9), ...proxy.malformed(certificate, otherCertificate)]
      for (const value of values) {
        expectRefusal(await talk.bearer('/me', token, ...fieldsOf(proxy, value)), malformed)
      }
      for (const second of [good, proxy.write(otherCertificate), '']) {
        const lines: readonly FieldLine[] = [...fieldsOf(proxy, good), [proxy.header, second]]
        expectRefusal(await talk.bearer('/me', token, ...lines), repeated)
      }
      // A thumbprint of more than the certificate would be anybody's to choose.
      const bytes = Buffer.from(withTrailingByte(certificate), 'base64')
      const thumbprint = createHash('sha256').update(bytes).digest('base64url')
      const forged = await talk.token({ claims: { cnf: { 'x5t#S256': thumbprint } } })
      expectRefusal(await talk.bearer('/me', forged, ...fieldsOf(proxy, good)), mismatch)
    },
  }
}

function fromAStranger(name: ProxyName): Scenario {
  const proxy = proxyOf(name)
  return {
    name: `${name}: from a stranger it is no certificate, and the log tells of it`,
    proves: [...proxy.proves, 'R136', 'R137', 'A21'],
    setting: `pretending to be ${name}`,
    run: async (talk) => {
      const lines = fieldsOf(proxy, proxy.write(talk.world.certificate))
      await expectStranger(talk, proxy.header, lines)
      // Who sends it is who is connected, and nobody that a field names.
      const claims: readonly FieldLine[] = [
        ['X-Forwarded-For', '10.0.0.1'],
        ['Forwarded', 'for=10.0.0.1;by=10.0.0.1'],
        ['X-Real-IP', '10.0.0.1'],
      ]
      await expectStranger(talk, proxy.header, [...lines, ...claims])
    },
  }
}

/** It changes nothing: not what a bound token lacks, nor what another may. */
async function expectStranger(
  talk: Talk,
  header: string,
  lines: readonly FieldLine[],
): Promise<void> {
  const told = () => talk.log.split('"event":"untrusted_header"').length
  const before = told()
  expectRefusal(await talk.bearer('/me', await talk.boundToken('certificate'), ...lines), missing)
  expectPass(await talk.bearer('/me', await talk.token(), ...lines))
  equal(told() - before, 2)
  ok(talk.log.includes(`"header":"${header.toLowerCase()}"`))
}

/** `verifiedWhen`: what the proxy found out counts, whatever the certificate. */
function verdictOf(name: ProxyName): readonly Scenario[] {
  const proxy = proxyOf(name)
  const { verdict } = proxy
  if (verdict === undefined) return []
  return [
    {
      name: `${name}: the right certificate is refused unless the proxy says that it is good`,
      proves: [...proxy.proves, 'R129', 'C10'],
      setting: `behind ${name}`,
      run: async (talk) => {
        const token = await talk.boundToken('certificate')
        const own: FieldLine = [proxy.header, proxy.write(talk.world.certificate)]
        const good = Object.entries(verdict).map(([field, said]): FieldLine => [field, said.good])
        expectPass(await talk.bearer('/me', token, own, ...good))
        expectRefusal(await talk.bearer('/me', token, own), unverified)
        for (const [field, said] of Object.entries(verdict)) {
          const rest = good.filter(([name]) => name !== field)
          for (const lines of [
            [],
            [[field, said.bad]],
            [[field, `${said.good}x`]],
            [[field, said.good.toLowerCase() === said.good ? said.good.toUpperCase() : 'success']],
            [
              [field, said.bad],
              [field, said.good],
            ],
          ] satisfies FieldLine[][]) {
            expectRefusal(await talk.bearer('/me', token, own, ...rest, ...lines), unverified)
          }
        }
      },
    },
  ]
}

/** Client certificates that a proxy in front hands over (RFC 9440, and what products write). */
export const behindProxies: readonly Scenario[] = [
  ...proxyNames.flatMap((name) => [
    rightCertificate(name),
    noCertificate(name),
    fromAStranger(name),
    ...verdictOf(name),
  ]),
  {
    name: 'who believes a header and does not say from whom does not start',
    proves: ['R137'],
    setting: 'a proxy with a secret',
    run: async (talk) => {
      const sources = new Set<unknown>(proxyNames.map((name) => proxyOf(name).source))
      for (const source of sources) {
        if (typeof source !== 'string') continue
        const variables = { MTLS: 'allowed', CLIENT_CERTIFICATE: source }
        const starting = talk.world.tryToStart(talk.binding, variables)
        await rejects(starting, /^EnvironmentError: TRUSTED_PROXIES is missing/)
      }
    },
  },
  {
    name: 'a certificate that nobody vouches for is as good as another, unless it is asked for',
    proves: ['R129', 'R144', 'C10'],
    setting: 'behind nginx',
    run: async (talk) => {
      const token = await talk.boundToken('certificate')
      const own = ['X-SSL-Client-Cert', talk.world.certificate.escapedPem] as const
      const verdict = ['X-SSL-Client-Verify', 'FAILED:self-signed certificate'] as const
      expectPass(await talk.bearer('/me', token, own, verdict))
    },
  },
  {
    name: 'Client-Cert-Chain is nothing by itself, and changes nothing beside Client-Cert',
    proves: ['R135', 'A21'],
    setting: 'behind the Client-Cert of RFC 9440',
    run: async (talk) => {
      const { certificate, otherCertificate } = talk.world
      const token = await talk.boundToken('certificate')
      const chain = ['Client-Cert-Chain', certificate.structuredField] as const
      expectRefusal(await talk.bearer('/me', token, chain), missing)
      const other = ['Client-Cert', otherCertificate.structuredField] as const
      expectRefusal(await talk.bearer('/me', token, other, chain), mismatch)
      const own = ['Client-Cert', certificate.structuredField] as const
      for (const value of [otherCertificate.structuredField, 'junk']) {
        expectPass(await talk.bearer('/me', token, own, ['Client-Cert-Chain', value]))
      }
    },
  },
  {
    name: 'a proxy that is known by a secret, and nobody else',
    proves: ['R136', 'R137', 'A21'],
    setting: 'a proxy with a secret',
    run: async (talk) => {
      const { header, secret } = proxySecret
      const own = ['Client-Cert', talk.world.certificate.structuredField] as const
      const token = await talk.boundToken('certificate')
      expectPass(await talk.bearer('/me', token, own, [header, secret]))
      for (const lines of [
        [own],
        [own, [header, `${secret}x`]],
        [own, [header, secret.slice(0, -1)]],
        [own, [header, '']],
        [own, [header, secret], [header, secret]],
      ] satisfies FieldLine[][]) {
        await expectStranger(talk, 'Client-Cert', lines)
      }
    },
  },
]
