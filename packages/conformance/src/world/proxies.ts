import {
  albPassthrough,
  type CertificateSource,
  clientCertHeader,
  gcp,
  gcpFingerprint,
  nginx,
} from '@portcullis/core'
import type { TestCertificate } from '@portcullis/testing'

/** A proxy that hands over the certificate of a client in a header, as it is set up and as it writes. */
export interface ProxyForm {
  /** Ids of its form. */
  readonly proves: readonly string[]
  /** Its `CLIENT_CERTIFICATE`, or the option where no variable has a word for it. */
  readonly source: string | CertificateSource
  readonly header: string
  write(certificate: TestCertificate): string
  /** Other ways to write the same, which it may use. */
  others?(certificate: TestCertificate, other: TestCertificate): readonly string[]
  /** What is no certificate in its form, and might be one in that of another, or to a lenient reader. */
  malformed(certificate: TestCertificate, other: TestCertificate): readonly string[]
  /** What it says beside a certificate that it found good, and what it says of others. */
  readonly verdict?: Readonly<Record<string, { readonly good: string; readonly bad: string }>>
}

export const proxies = {
  'the Client-Cert of RFC 9440': {
    proves: ['R134'],
    source: 'client-cert',
    header: 'Client-Cert',
    write: ({ structuredField }) => structuredField,
    malformed: notStructured,
  },
  nginx: {
    proves: ['R140'],
    source: 'nginx',
    header: 'X-SSL-Client-Cert',
    write: ({ escapedPem }) => escapedPem,
    malformed: notOnePem,
  },
  'nginx that verifies': {
    proves: ['R140'],
    source: nginx({ verifiedWhen: { 'X-SSL-Client-Verify': 'SUCCESS' } }),
    header: 'X-SSL-Client-Cert',
    write: ({ escapedPem }) => escapedPem,
    malformed: notOnePem,
    verdict: {
      'X-SSL-Client-Verify': { good: 'SUCCESS', bad: 'FAILED:self-signed certificate' },
    },
  },
  Envoy: {
    proves: ['R141'],
    source: 'xfcc',
    header: 'X-Forwarded-Client-Cert',
    write: elementOf,
    others: ({ hexDigest, escapedPem }, other) => [
      `Hash=${hexDigest}`,
      `hash=${hexDigest.toUpperCase()};CERT="${escapedPem}"`,
      // Earlier elements came from farther away: whoever wrote them is not believed.
      `${elementOf(other)},Hash=${hexDigest}`,
      `By="a, b";Hash=${other.hexDigest}, Cert="${escapedPem}"`,
    ],
    malformed: ({ hexDigest, escapedPem, pem }, other) => [
      `Cert="${escapedPem}";Cert="${other.escapedPem}"`,
      `Hash=${hexDigest};Hash=${hexDigest}`,
      `Hash=${hexDigest.slice(2)}`,
      `Cert="${escapedPem}`,
      `Cert=\\"${escapedPem}\\"`,
      `Cert="${encodeURIComponent(pem + other.pem)}"`,
      `Hash=${hexDigest};By=a"b`,
      // Longer than any certificate; what is in it is good.
      `By=${'x'.repeat(16_384)};Hash=${hexDigest}`,
    ],
  },
  'Azure Container Apps': {
    proves: ['R148'],
    source: 'xfcc',
    header: 'X-Forwarded-Client-Cert',
    write: ({ hexDigest, escapedPem }) =>
      `Hash=${hexDigest};Cert="${escapedPem}";Chain="${escapedPem}"`,
    malformed: ({ hexDigest, escapedPem }) => [
      `Hash=${hexDigest};Cert="";Chain="${escapedPem}"`,
      `Hash=${hexDigest};Cert="${escapedPem}";Chain="`,
    ],
  },
  HAProxy: {
    proves: ['R142'],
    source: 'haproxy',
    header: 'X-SSL-Client-DER',
    write: ({ base64 }) => base64,
    malformed: notBase64,
  },
  'AWS ALB, verify': {
    proves: ['R143'],
    source: 'alb',
    header: 'X-Amzn-Mtls-Clientcert-Leaf',
    write: ({ albPem }) => albPem,
    malformed: (certificate, other) => [
      // A plus stays a plus: form decoding would make a space of it.
      certificate.albPem.replaceAll('+', ' '),
      certificate.albPem.replaceAll('+', '%20'),
      ...notOnePem(certificate, other),
    ],
  },
  'AWS ALB, passthrough': {
    proves: ['R144'],
    source: albPassthrough(),
    header: 'X-Amzn-Mtls-Clientcert',
    write: ({ albPem }) => albPem,
    others: ({ pem, albPem }, other) => [
      albPem + other.albPem,
      encodeURIComponent(pem + other.pem + other.pem),
    ],
    malformed: ({ pem }, other) => [
      encodeURIComponent(`${pem}x${other.pem}`),
      encodeURIComponent(`${pem}${other.pem}x`),
      encodeURIComponent(pem + other.pem.replace('MII', '')),
    ],
  },
  Traefik: {
    proves: ['R145'],
    source: 'traefik',
    header: 'X-Forwarded-Tls-Client-Cert',
    write: ({ base64 }) => base64,
    others: ({ base64 }, other) => [
      `${base64},${other.base64}`,
      encodeURIComponent(`${base64},${other.base64}`),
    ],
    malformed: (certificate) => [
      `${certificate.base64},`,
      `,${certificate.base64}`,
      `${certificate.base64},junk`,
      `junk,${certificate.base64}`,
      ...notBase64(certificate),
    ],
  },
  'Azure App Service': {
    proves: ['R146'],
    source: 'azure',
    header: 'X-ARR-ClientCert',
    write: ({ base64 }) => base64,
    malformed: notBase64,
  },
  'Azure Application Gateway': {
    proves: ['R147'],
    source: nginx({
      header: 'X-Our-Client',
      verifiedWhen: { 'X-Our-Client-Verification': 'SUCCESS' },
    }),
    header: 'X-Our-Client',
    write: ({ pem }) => pem.trim().replaceAll('\n', ' '),
    others: ({ pem, escapedPem }) => [escapedPem, pem.trim().replaceAll('\n', '\t')],
    malformed: notOnePem,
    verdict: { 'X-Our-Client-Verification': { good: 'SUCCESS', bad: 'FAILED' } },
  },
  GCP: {
    proves: ['R149'],
    source: 'gcp',
    header: 'X-Client-Cert-Leaf',
    write: ({ structuredField }) => structuredField,
    malformed: notStructured,
  },
  'GCP that verifies': {
    proves: ['R149'],
    source: gcp({ verifiedWhen: { 'X-Client-Cert-Chain-Verified': 'true' } }),
    header: 'X-Client-Cert-Leaf',
    write: ({ structuredField }) => structuredField,
    malformed: notStructured,
    verdict: { 'X-Client-Cert-Chain-Verified': { good: 'true', bad: 'false' } },
  },
  'GCP with a fingerprint': {
    proves: ['R149'],
    source: gcpFingerprint(),
    header: 'X-Client-Cert-Fingerprint',
    write: fingerprintOf,
    malformed: (certificate) => [
      // In the other alphabet: the world's certificates have a digest that tells.
      certificate.thumbprint,
      `${fingerprintOf(certificate)}=`,
      certificate.hexDigest,
      certificate.structuredField,
    ],
  },
  Cloudflare: {
    proves: ['R150'],
    source: clientCertHeader({
      header: 'Cf-Client-Cert',
      verifiedWhen: { 'Cf-Cert-Verified': 'true', 'Cf-Cert-Revoked': 'false' },
    }),
    header: 'Cf-Client-Cert',
    write: ({ structuredField }) => structuredField,
    malformed: notStructured,
    verdict: {
      'Cf-Cert-Verified': { good: 'true', bad: 'false' },
      'Cf-Cert-Revoked': { good: 'false', bad: 'true' },
    },
  },
} as const satisfies Readonly<Record<string, ProxyForm>>

export type ProxyName = keyof typeof proxies

export const proxyNames = Object.keys(proxies) as readonly ProxyName[]

export function proxyOf(name: ProxyName): ProxyForm {
  return proxies[name]
}

/** The certificate and one byte more: what a lenient reader would take, with another thumbprint. */
export function withTrailingByte({ der }: TestCertificate): string {
  return Buffer.concat([der, Buffer.of(0)]).toString('base64')
}

function elementOf({ hexDigest, escapedPem }: TestCertificate): string {
  return `By=spiffe://api;Hash=${hexDigest};Cert="${escapedPem}";Subject="CN=\\"the, client\\""`
}

function fingerprintOf({ hexDigest }: TestCertificate): string {
  return Buffer.from(hexDigest, 'hex').toString('base64').replace('=', '')
}

function notStructured(certificate: TestCertificate, other: TestCertificate): readonly string[] {
  const { base64, structuredField } = certificate
  return [
    base64,
    `:${base64}`,
    `"${base64}"`,
    `(${structuredField})`,
    `${structuredField};a=1`,
    `${structuredField}, ${other.structuredField}`,
    toUrlAlphabet(structuredField),
    `:${withTrailingByte(certificate)}:`,
  ]
}

function notBase64(certificate: TestCertificate): readonly string[] {
  const { base64, structuredField, escapedPem } = certificate
  return [
    toUrlAlphabet(base64),
    `${base64}==`,
    base64.replace('+', ' '),
    structuredField,
    escapedPem,
    withTrailingByte(certificate),
  ]
}

function notOnePem(certificate: TestCertificate, other: TestCertificate): readonly string[] {
  const { pem, base64, escapedPem } = certificate
  const wrapped = withTrailingByte(certificate)
  return [
    encodeURIComponent(pem + other.pem),
    encodeURIComponent(`x${pem}`),
    encodeURIComponent(`${pem}x`),
    encodeURIComponent(pem.replaceAll('CERTIFICATE', 'PUBLIC KEY')),
    encodeURIComponent(`-----BEGIN CERTIFICATE-----\n${wrapped}\n-----END CERTIFICATE-----\n`),
    encodeURIComponent(base64),
    encodeURIComponent(escapedPem),
    escapedPem.replace('%', '%G'),
    `${escapedPem}%FF`,
  ]
}

function toUrlAlphabet(text: string): string {
  return text.replaceAll('+', '-').replaceAll('/', '_')
}
