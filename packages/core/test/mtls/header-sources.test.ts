import { createCertificate, type TestCertificate } from '@portcullis/testing'
import { describe, expect, test } from 'vitest'
import {
  alb,
  albPassthrough,
  azure,
  type CertificateSource,
  clientCertHeader,
  customCertificate,
  gcp,
  gcpFingerprint,
  type HeaderSourceOptions,
  haproxy,
  isDenial,
  nginx,
  traefik,
  xForwardedClientCert,
} from '../../src/index.js'
import { sha256Bytes } from '../../src/lib/digest.js'
import { configurationError } from '../support/errors.js'
import { requestOf } from '../support/request.js'

/** One whose base64 has both characters that the other alphabet has not, in DER and in digest. */
async function telling(): Promise<TestCertificate> {
  const certificate = await createCertificate({ name: 'a client with a name of some length' })
  const isTelling = /\+.*\/|\/.*\+/.test(certificate.base64) && /[-_]/.test(certificate.thumbprint)
  return isTelling ? certificate : telling()
}

const certificate = await telling()
const other = await createCertificate({ name: 'other' })
const chain = `${certificate.pem}${other.pem}`
const hash = Buffer.from(certificate.hexDigest, 'hex').toString('base64').replace('=', '')

/** The thumbprint that a source reads, or why it reads none. */
async function read(source: CertificateSource, ...lines: readonly string[]): Promise<string> {
  const evidence = source.read(requestOf({ headers: { [source.header ?? '']: lines } }))
  if (isDenial(evidence)) return evidence.code
  if (evidence.kind === 'none') return 'none'
  return evidence.kind === 'thumbprint' ? evidence.thumbprint : await sha256Bytes(evidence.der)
}

const rot = (text: string) => text.replaceAll('+', '-').replaceAll('/', '_')
const custom = customCertificate((value) => (value === 'x' ? certificate.der : undefined), {
  header: 'X-Custom',
})

const sources = {
  'RFC 9440': [clientCertHeader(), 'client-cert', certificate.structuredField],
  Envoy: [xForwardedClientCert(), 'x-forwarded-client-cert', `Cert="${certificate.escapedPem}"`],
  nginx: [nginx(), 'x-ssl-client-cert', certificate.escapedPem],
  HAProxy: [haproxy(), 'x-ssl-client-der', certificate.base64],
  'AWS ALB': [alb(), 'x-amzn-mtls-clientcert-leaf', certificate.albPem],
  'AWS ALB passthrough': [albPassthrough(), 'x-amzn-mtls-clientcert', certificate.albPem],
  Azure: [azure(), 'x-arr-clientcert', certificate.base64],
  Traefik: [traefik(), 'x-forwarded-tls-client-cert', certificate.base64],
  GCP: [gcp(), 'x-client-cert-leaf', certificate.structuredField],
  'GCP fingerprint': [gcpFingerprint(), 'x-client-cert-fingerprint', hash],
  'a custom one': [custom, 'x-custom', 'x'],
} as const

describe.each(Object.entries(sources))('%s', (_name, [source, header, good]) => {
  test('[R126, R134, R140, R141, R142, R143, R144, R145, R146, R149] gives the certificate', async () => {
    expect(source.header).toBe(header)
    expect(await read(source, good)).toBe(certificate.thumbprint)
    expect(await read(source, `  ${good}\t`)).toBe(certificate.thumbprint)
  })

  test('no line, an empty one, and one of spaces are no certificate', async () => {
    expect(await read(source)).toBe('none')
    expect(await read(source, '')).toBe('none')
    expect(await read(source, ' \t ')).toBe('none')
  })

  test('[R134, A21] two lines are refused, also when they are equal or empty', async () => {
    expect(await read(source, good, good)).toBe('certificate_repeated')
    expect(await read(source, good, '')).toBe('certificate_repeated')
    expect(await read(source, '', '')).toBe('certificate_repeated')
  })

  test('[R134, A21] two lines that a platform joined are refused', async () => {
    const expected = header === 'x-forwarded-client-cert' ? certificate.thumbprint : undefined
    expect(await read(source, `${good}, ${good}`)).toBe(expected ?? 'certificate_malformed')
  })

  test.each([
    'junk',
    '-',
    ':',
    '::',
    ',',
    ';',
    '""',
    '(null)',
    '%',
    '%zz',
    'null',
    '\u0000',
    'AAAA',
    ':AAAA:',
    '=',
    '-----BEGIN CERTIFICATE----------END CERTIFICATE-----',
  ])('[R139] %j is refused, and not taken for none', async (junk) => {
    expect(await read(source, junk)).toBe('certificate_malformed')
  })

  test('[R132, R139, A10] more than 16 KiB are refused', async () => {
    expect(await read(source, good.padEnd(16_385, 'A'))).toBe('certificate_malformed')
    expect(await read(source, `${good}${' '.repeat(20_000)}x`)).toBe('certificate_malformed')
  })
})

test('[R132, A10] 16 384 characters are read, and not one more', async () => {
  const padded = (length: number) => {
    const value = `By=;Hash=${certificate.hexDigest}`
    return value.replace('=', `=${'x'.repeat(length - value.length)}`)
  }
  expect(await read(xForwardedClientCert(), padded(16_384))).toBe(certificate.thumbprint)
  expect(await read(xForwardedClientCert(), padded(16_385))).toBe('certificate_malformed')
})

describe('[R132, R139, A22] a certificate that decodes in two ways', () => {
  const trailing = Buffer.concat([certificate.der, Buffer.of(0)])
  const two = Buffer.concat([certificate.der, other.der])
  const cut = certificate.der.subarray(0, -1)
  const broken = Uint8Array.from(certificate.der, (byte, index) => (index === 8 ? 0xff : byte))
  const bytes = { trailing, two, cut, broken, nothing: new Uint8Array(), junk: Buffer.from('junk') }

  test.each(Object.entries(bytes))('%s', async (_what, der) => {
    const base64 = Buffer.from(der).toString('base64')
    const pem = `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----`
    const escaped = encodeURIComponent(pem)
    expect(await read(haproxy(), base64 || '=')).toBe('certificate_malformed')
    expect(await read(azure(), base64 || '=')).toBe('certificate_malformed')
    expect(await read(traefik(), base64 || '=')).toBe('certificate_malformed')
    expect(await read(clientCertHeader(), `:${base64}:`)).toBe('certificate_malformed')
    expect(await read(gcp(), `:${base64}:`)).toBe('certificate_malformed')
    for (const source of [nginx(), alb(), albPassthrough()]) {
      expect(await read(source, escaped)).toBe('certificate_malformed')
    }
    expect(await read(xForwardedClientCert(), `Cert="${escaped}"`)).toBe('certificate_malformed')
    const given = customCertificate(() => der, { header: 'X-Custom' })
    expect(await read(given, 'x')).toBe('certificate_malformed')
  })

  test.each([
    ['in base64url', rot(certificate.base64)],
    ['without padding', `${certificate.base64.replace(/=+$/, '')}A`],
    ['with too much padding', `${certificate.base64}==`],
    ['with a space', certificate.base64.replace('+', ' ')],
    ['with a line break', `${certificate.base64.slice(0, 64)}\n${certificate.base64.slice(64)}`],
    ['in PEM', certificate.pem],
    ['in colons', certificate.structuredField],
  ])('base64 of DER %s', async (_what, value) => {
    expect(await read(haproxy(), value)).toBe('certificate_malformed')
    expect(await read(azure(), value)).toBe('certificate_malformed')
    expect(await read(traefik(), value)).toBe('certificate_malformed')
  })

  test.each([
    ['without colons', certificate.base64],
    ['without the last colon', `:${certificate.base64}`],
    ['in base64url', rot(certificate.structuredField)],
    ['with a parameter', `${certificate.structuredField};a=1`],
    ['in a list', `${certificate.structuredField}, ${other.structuredField}`],
    ['in a list without spaces', `${certificate.structuredField},${other.structuredField}`],
    ['twice', certificate.structuredField.repeat(2)],
    ['as a string', `"${certificate.base64}"`],
    ['in an inner list', `(${certificate.structuredField})`],
  ])('[R134] a byte sequence %s', async (_what, value) => {
    expect(await read(clientCertHeader(), value)).toBe('certificate_malformed')
    expect(await read(gcp(), value)).toBe('certificate_malformed')
  })

  test.each([
    ['two certificates', encodeURIComponent(chain)],
    ['text before it', encodeURIComponent(`x${certificate.pem}`)],
    ['text after it', encodeURIComponent(`${certificate.pem}x`)],
    ['text between', encodeURIComponent(certificate.pem.replace('\n', '\nSubject: x\n'))],
    ['no armour', encodeURIComponent(certificate.base64)],
    ['another armour', encodeURIComponent(certificate.pem.replaceAll('CERTIFICATE', 'PUBLIC KEY'))],
    [
      'a trusted certificate',
      encodeURIComponent(certificate.pem.replaceAll('CERTIFICATE', 'TRUSTED CERTIFICATE')),
    ],
    ['spaces where pluses were', certificate.albPem.replaceAll('+', ' ').replace(' ', '')],
    ['a broken escape', certificate.escapedPem.replace('%', '%G')],
    ['bytes that are no UTF-8', `${certificate.escapedPem}%FF`],
    ['an escape of an escape', encodeURIComponent(certificate.escapedPem)],
  ])('[R140, R143] PEM with %s', async (_what, value) => {
    expect(await read(nginx(), value)).toBe('certificate_malformed')
    expect(await read(alb(), value)).toBe('certificate_malformed')
  })

  test('[R143] form decoding would turn pluses into spaces, and is not done', async () => {
    expect(certificate.albPem).toContain('+')
    expect(await read(alb(), certificate.albPem)).toBe(certificate.thumbprint)
    expect(await read(alb(), certificate.escapedPem)).toBe(certificate.thumbprint)
    expect(await read(nginx(), certificate.albPem)).toBe(certificate.thumbprint)
  })
})

describe('what else proxies write', () => {
  test('[R140, R147] PEM folded into one line by spaces or tabs', async () => {
    for (const fold of [' ', '\t', '\t ', '']) {
      const folded = certificate.pem.replaceAll('\n', fold)
      expect(await read(nginx({ header: 'X-Client-Certificate' }), folded)).toBe(
        certificate.thumbprint,
      )
    }
  })

  test('[R144] AWS in passthrough mode: a chain, whose leaf comes first', async () => {
    expect(await read(albPassthrough(), encodeURIComponent(chain))).toBe(certificate.thumbprint)
    const turned = `${other.pem}${certificate.pem}`
    expect(await read(albPassthrough(), encodeURIComponent(turned))).toBe(other.thumbprint)
    for (const junk of [
      `${chain}x`,
      `x${chain}`,
      `${certificate.pem}x${other.pem}`,
      chain.replace('MII', ''),
    ]) {
      expect(await read(albPassthrough(), encodeURIComponent(junk))).toBe('certificate_malformed')
    }
  })

  test('[R145] Traefik: a list, whose leaf comes first, escaped or not', async () => {
    const list = `${certificate.base64},${other.base64}`
    expect(await read(traefik(), list)).toBe(certificate.thumbprint)
    expect(await read(traefik(), encodeURIComponent(list))).toBe(certificate.thumbprint)
    expect(await read(traefik(), `${certificate.base64},junk`)).toBe('certificate_malformed')
    expect(await read(traefik(), `${certificate.base64},`)).toBe('certificate_malformed')
    expect(await read(traefik(), `,${certificate.base64}`)).toBe('certificate_malformed')
    expect(await read(traefik(), `junk,${certificate.base64}`)).toBe('certificate_malformed')
  })

  test('[R149] GCP: a fingerprint in base64 without padding, in the usual alphabet', async () => {
    expect(await read(gcpFingerprint(), hash)).toBe(certificate.thumbprint)
    for (const junk of [`${hash}=`, certificate.hexDigest, hash.slice(1), `${hash}A`]) {
      expect(await read(gcpFingerprint(), junk)).toBe('certificate_malformed')
    }
    if (certificate.thumbprint !== hash) {
      expect(await read(gcpFingerprint(), certificate.thumbprint)).toBe('certificate_malformed')
    }
  })

  test('[R139] a custom function that throws, or gives no bytes, is a refusal', async () => {
    const failing = (decode: () => unknown) =>
      customCertificate(decode as () => Uint8Array, { header: 'X-Custom' })
    for (const decode of [
      () => {
        throw new Error('Boom')
      },
      () => 'text',
      () => null,
      () => ({}),
      () => 5,
    ]) {
      expect(await read(failing(decode), 'x')).toBe('certificate_malformed')
    }
  })
})

describe('[R129, R140, R149, R150] a proxy that says whether it verified the chain', () => {
  const options: HeaderSourceOptions = {
    header: 'Cf-Client-Cert',
    verifiedWhen: { 'Cf-Cert-Verified': 'true', 'cf-cert-revoked': 'false' },
  }
  const source = clientCertHeader(options)

  async function readWith(headers: Readonly<Record<string, string | readonly string[]>>) {
    const all = { 'cf-client-cert': certificate.structuredField, ...headers }
    const evidence = source.read(requestOf({ headers: all }))
    return isDenial(evidence) ? evidence.code : evidence.kind
  }

  test('is taken at its word', async () => {
    const good = { 'cf-cert-verified': 'true', 'cf-cert-revoked': ' false ' }
    expect(await readWith(good)).toBe('certificate')
  })

  test.each([
    ['nothing', {}],
    ['only one of both', { 'cf-cert-verified': 'true' }],
    ['something else', { 'cf-cert-verified': 'false', 'cf-cert-revoked': 'false' }],
    ['it in another case', { 'cf-cert-verified': 'TRUE', 'cf-cert-revoked': 'false' }],
    ['it is revoked', { 'cf-cert-verified': 'true', 'cf-cert-revoked': 'true' }],
    ['both', { 'cf-cert-verified': ['true', 'false'], 'cf-cert-revoked': 'false' }],
    ['it twice', { 'cf-cert-verified': ['true', 'true'], 'cf-cert-revoked': 'false' }],
  ])('when it says %s the certificate is refused', async (_what, headers) => {
    expect(await readWith(headers)).toBe('certificate_not_verified')
  })

  test('is not asked where there is no certificate', async () => {
    expect(await readWith({ 'cf-client-cert': '' })).toBe('none')
  })
})

test.each(['', ' ', 'Client Cert', 'Client-Cert:', 'Client\nCert', 'ä'])(
  'a header cannot be called %j',
  (header) => {
    expect(configurationError(() => nginx({ header })).message).toMatch(
      /write the name of a header/,
    )
    expect(configurationError(() => nginx({ verifiedWhen: { [header]: 'x' } })).message).toMatch(
      /write the name of a header/,
    )
  },
)
