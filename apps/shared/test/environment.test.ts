import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCertificate } from '@portcullis/testing'
import { afterAll, describe, expect, it } from 'vitest'
import { EnvironmentError, readEnvironment, type Variables } from '../src/index.js'

const [own, other] = await Promise.all([createCertificate(), createCertificate()])
const needed = { ISSUER: 'https://id.example.com', AUDIENCE: 'api1' }
const read = (variables: Variables) => readEnvironment({ ...needed, ...variables })
const defaults = {
  port: 0,
  host: '127.0.0.1',
  tls: undefined,
  guard: {
    issuers: ['https://id.example.com'],
    audience: ['api1'],
    dpop: { mode: 'allowed' },
    mtls: { mode: 'off' },
  },
  warnings: [],
}

describe('readEnvironment', () => {
  it.each<[Variables, object]>([
    [{}, {}],
    [{ PORT: '', HOST: '', PUBLIC_URL: '', MTLS: '', REDIS_URL: '', TLS_CERT: '' }, {}],
    [
      { PORT: '65535', HOST: '::1' },
      { port: 65_535, host: '::1' },
    ],
    [
      { ISSUER: 'https://one.example  http://127.0.0.1:9000 ', AUDIENCE: ' api1 api2' },
      {
        guard: {
          ...defaults.guard,
          issuers: ['https://one.example', 'http://127.0.0.1:9000'],
          audience: ['api1', 'api2'],
        },
      },
    ],
    [
      { HOST: '0.0.0.0', PUBLIC_URL: 'https://api.example.com/v1' },
      {
        host: '0.0.0.0',
        guard: { ...defaults.guard, publicUrl: 'https://api.example.com/v1' },
      },
    ],
    [{ CLOCK_TOLERANCE_SECONDS: '0' }, { guard: { ...defaults.guard, clockToleranceSeconds: 0 } }],
    [
      { DPOP: 'off', DPOP_NONCE: 'off', MTLS: 'off', CLIENT_CERTIFICATE: 'nginx' },
      { guard: { ...defaults.guard, dpop: { mode: 'off' } } },
    ],
    [
      { DPOP: 'required', DPOP_NONCE: 'required', DPOP_NONCE_SECRET: 's'.repeat(32) },
      {
        guard: {
          ...defaults.guard,
          dpop: { mode: 'required', nonce: { secrets: ['s'.repeat(32)] } },
        },
      },
    ],
    [
      { INTROSPECTION_CLIENT_ID: 'api1', INTROSPECTION_CLIENT_SECRET: 'a secret' },
      {
        guard: {
          ...defaults.guard,
          introspection: { clientId: 'api1', clientSecret: 'a secret' },
        },
      },
    ],
    [
      {
        INTROSPECTION_CLIENT_ID: 'api1',
        INTROSPECTION_CLIENT_SECRET: 'a secret',
        INTROSPECTION_RESPONSE: 'jwt',
      },
      {
        guard: {
          ...defaults.guard,
          introspection: { clientId: 'api1', clientSecret: 'a secret', response: 'jwt' },
        },
      },
    ],
    [{ REALM: 'the API' }, { guard: { ...defaults.guard, realm: 'the API' } }],
    [
      { ALLOWED_HOSTS: 'localhost  127.0.0.1:8080' },
      { guard: { ...defaults.guard, allowedHosts: ['localhost', '127.0.0.1:8080'] } },
    ],
    [{ PROFILE: 'rfc9068' }, { guard: { ...defaults.guard, profile: 'rfc9068' } }],
    [
      { TRUSTED_PROXIES: '10.0.0.0/8  ::1/128' },
      { guard: { ...defaults.guard, trustedProxies: ['10.0.0.0/8', '::1/128'] } },
    ],
  ])('takes %j', (variables, settings) => {
    expect(read(variables)).toEqual({ ...defaults, ...settings })
  })

  it.each([
    ['client-cert', 'client-cert'],
    ['xfcc', 'x-forwarded-client-cert'],
    ['nginx', 'x-ssl-client-cert'],
    ['haproxy', 'x-ssl-client-der'],
    ['alb', 'x-amzn-mtls-clientcert-leaf'],
    ['azure', 'x-arr-clientcert'],
    ['traefik', 'x-forwarded-tls-client-cert'],
    ['gcp', 'x-client-cert-leaf'],
  ])('takes certificates of %s from the header %s', (CLIENT_CERTIFICATE, header) => {
    const { guard } = read({ MTLS: 'allowed', CLIENT_CERTIFICATE, TRUSTED_PROXIES: '127.0.0.1' })
    expect(guard.mtls).toMatchObject({ mode: 'allowed', certificateFrom: { header } })
  })

  it('warns of certificates from TLS where there is no TLS', () => {
    expect(read({ MTLS: 'required' })).toMatchObject({
      guard: { mtls: { mode: 'required', certificateFrom: 'tls' } },
      warnings: [expect.stringMatching(/^MTLS takes certificates from TLS/)],
    })
  })
})

describe('readEnvironment refuses', () => {
  it.each<[Variables, RegExp]>([
    [{ ISSUER: '' }, /^ISSUER is missing: set it to /],
    [{ ISSUER: ' ' }, /^ISSUER is missing/],
    [{ ISSUER: 'id.example.com' }, /^ISSUER cannot be used: issuers\[0\] /],
    [{ ISSUER: 'http://id.example.com' }, /^ISSUER cannot be used: .*https/],
    [{ ISSUER: 'https://id.example.com?a=b' }, /^ISSUER cannot be used: .*query/],
    [{ ISSUER: 'https://id.example.com#a' }, /^ISSUER cannot be used: .*fragment/],
    [{ ISSUER: 'https://a.example b' }, /^ISSUER cannot be used: issuers\[1\] /],
    [{ ISSUER: 'https://a.example https://a.example' }, /^ISSUER cannot be used: .*once/],
    [{ AUDIENCE: undefined }, /^AUDIENCE is missing: set it to /],
    [{ PUBLIC_URL: 'http://api.example.com' }, /^PUBLIC_URL cannot be used: .*https/],
    [{ PUBLIC_URL: 'https://api.example.com/?a=b' }, /^PUBLIC_URL cannot be used: /],
    [{ PUBLIC_URL: '/v1' }, /^PUBLIC_URL cannot be used: /],
    [{ HOST: '0.0.0.0' }, /^PUBLIC_URL must say the URL that clients use/],
    [{ HOST: 'api.internal' }, /^PUBLIC_URL must say .*"api\.internal"/],
    [{ PORT: '65536' }, /^PORT must be a whole number from 0 to 65535, got "65536"$/],
    [{ PORT: '-1' }, /^PORT must be/],
    [{ PORT: '80a' }, /^PORT must be/],
    [{ PORT: '1e3' }, /^PORT must be/],
    [{ CLOCK_TOLERANCE_SECONDS: 'some' }, /^CLOCK_TOLERANCE_SECONDS must be a number, got "some"$/],
    [{ CLOCK_TOLERANCE_SECONDS: '-1' }, /^CLOCK_TOLERANCE_SECONDS must be a number/],
    [{ CLOCK_TOLERANCE_SECONDS: '301' }, /^CLOCK_TOLERANCE_SECONDS cannot be used: .*300/],
    [{ DPOP: 'on\n' }, /^DPOP must be one of allowed, off, required, got "on"$/],
    [{ DPOP_NONCE: 'optional' }, /^DPOP_NONCE must be one of off, required, got "optional"$/],
    [{ DPOP_NONCE: 'required' }, /^DPOP_NONCE_SECRET is missing/],
    [
      { DPOP_NONCE: 'required', DPOP_NONCE_SECRET: 'x'.repeat(31) },
      /^DPOP_NONCE_SECRET must have at least 32 characters$/,
    ],
    [
      { DPOP: 'off', DPOP_NONCE: 'required', DPOP_NONCE_SECRET: 'x'.repeat(32) },
      /^DPOP_NONCE cannot be required while DPOP is off$/,
    ],
    [{ REALM: 'a "quoted" one' }, /^REALM cannot be used: /],
    [{ ALLOWED_HOSTS: 'http://localhost' }, /^ALLOWED_HOSTS cannot be used: /],
    [{ PROFILE: 'fapi' }, /^PROFILE must be one of fapi2, none, rfc9068, got "fapi"$/],
    [{ PROFILE: 'fapi2', DPOP: 'off' }, /^PROFILE cannot be used: /],
    [
      {
        INTROSPECTION_CLIENT_ID: 'api1',
        INTROSPECTION_CLIENT_SECRET: 'a secret',
        INTROSPECTION_RESPONSE: 'signed',
      },
      /^INTROSPECTION_RESPONSE must be one of json, jwt/,
    ],
    [{ MTLS: 'yes' }, /^MTLS must be one of allowed, off, required, got "yes"$/],
    [{ CLIENT_CERTIFICATE: 'apache' }, /^CLIENT_CERTIFICATE must be one of alb, azure, /],
    [
      { MTLS: 'allowed', CLIENT_CERTIFICATE: 'nginx' },
      /^TRUSTED_PROXIES is missing: CLIENT_CERTIFICATE=nginx needs/,
    ],
    [{ TRUSTED_PROXIES: '10.0.0.0/33' }, /^TRUSTED_PROXIES cannot be used: .*CIDR/],
    [{ TRUSTED_PROXIES: 'proxy.internal' }, /^TRUSTED_PROXIES cannot be used: /],
    [{ INTROSPECTION_CLIENT_ID: 'api1' }, /^INTROSPECTION_CLIENT_SECRET is missing/],
    [{ INTROSPECTION_CLIENT_SECRET: 's' }, /^INTROSPECTION_CLIENT_ID is missing/],
    [
      { TLS_CERT: '/nowhere.pem' },
      /^TLS_CERT must name a PEM file, "\/nowhere\.pem" gives ENOENT$/,
    ],
  ])('%j', (variables, sentence) => {
    expect(() => read(variables)).toThrow(EnvironmentError)
    expect(() => read(variables)).toThrow(sentence)
  })

  it('in one line, whatever the value holds', () => {
    const values = ['a\nb', 'a\rb', '\u001b[31mred', 'a"b\\c']
    for (const value of values) {
      for (const name of ['PORT', 'HOST', 'DPOP', 'TLS_KEY', 'ISSUER', 'PUBLIC_URL']) {
        let message = ''
        try {
          read({ [name]: value })
        } catch (error) {
          message = (error as Error).message
        }
        expect(message).toMatch(/^[A-Z_]+ [\x20-\x7e…]+$/)
      }
    }
  })
})

describe('TLS_CERT and TLS_KEY', () => {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-tls-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const file = (name: string, text: string) => {
    const path = join(folder, name)
    writeFileSync(path, text)
    return path
  }
  const cert = file('cert.pem', own.pem)
  const key = file('key.pem', own.privateKeyPem)

  it('are read', () => {
    expect(read({ TLS_CERT: cert, TLS_KEY: key }).tls).toEqual({
      cert: own.pem,
      key: own.privateKeyPem,
    })
  })

  it.each<[string, Variables, RegExp]>([
    ['the key is missing', { TLS_CERT: cert }, /^TLS_KEY is missing beside TLS_CERT: set both$/],
    ['the certificate is missing', { TLS_KEY: key }, /^TLS_CERT is missing beside TLS_KEY/],
    [
      'they are swapped',
      { TLS_CERT: key, TLS_KEY: cert },
      /^TLS_CERT and TLS_KEY must name PEM files of one certificate and its key/,
    ],
    [
      'they do not belong together',
      { TLS_CERT: cert, TLS_KEY: file('other.pem', other.privateKeyPem) },
      /^TLS_CERT and TLS_KEY must name PEM files of one certificate and its key/,
    ],
  ])('are refused when %s', (_what, variables, sentence) => {
    expect(() => read(variables)).toThrow(sentence)
    expect(() => read(variables)).not.toThrow(/BEGIN/)
  })
})
