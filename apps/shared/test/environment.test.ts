import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { EnvironmentError, readEnvironment, type Variables } from '../src/index.js'
import { selfSigned } from './certificate.js'

const needed = { ISSUER: 'https://id.example.com', AUDIENCE: 'api1' }
const read = (variables: Variables) => readEnvironment({ ...needed, ...variables })
const defaults = {
  port: 0,
  host: '127.0.0.1',
  tls: undefined,
  guard: { issuers: ['https://id.example.com'], audience: ['api1'], dpop: 'off' },
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
    // What later capabilities do by default.
    [{ DPOP: 'off', DPOP_NONCE: 'off', MTLS: 'off', CLIENT_CERTIFICATE: 'tls' }, {}],
  ])('takes %j', (variables, settings) => {
    expect(read(variables)).toEqual({ ...defaults, ...settings })
  })

  it('warns, once for each, of what it takes without effect', () => {
    const { warnings } = read({
      DPOP: 'allowed',
      INTROSPECTION_CLIENT_ID: 'api1',
      INTROSPECTION_CLIENT_SECRET: 'not to be seen',
    })
    expect(warnings).toEqual([
      'INTROSPECTION_CLIENT_ID and INTROSPECTION_CLIENT_SECRET have no effect yet: reference tokens are refused',
      'DPOP has no effect yet: tokens that are bound to a key are refused',
    ])
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
    [{ DPOP: 'required' }, /^DPOP cannot be required yet: set it to off or allowed, or leave/],
    [{ DPOP: 'on\n' }, /^DPOP must be one of off, allowed, required, got "on"$/],
    [{ DPOP_NONCE: 'required' }, /^DPOP_NONCE cannot be required yet/],
    [
      { DPOP_NONCE_SECRET: 'x'.repeat(32) },
      /^DPOP_NONCE_SECRET is not available yet: leave it out$/,
    ],
    [{ MTLS: 'allowed' }, /^MTLS cannot be allowed yet/],
    [{ MTLS: 'required' }, /^MTLS cannot be required yet/],
    [{ MTLS: 'yes' }, /^MTLS must be one of off, allowed, required, got "yes"$/],
    [{ CLIENT_CERTIFICATE: 'nginx' }, /^CLIENT_CERTIFICATE cannot be nginx yet/],
    [{ CLIENT_CERTIFICATE: 'apache' }, /^CLIENT_CERTIFICATE must be one of tls, client-cert, /],
    [{ TRUSTED_PROXIES: '10.0.0.0/8' }, /^TRUSTED_PROXIES is not available yet/],
    [{ REDIS_URL: 'redis://u:p@127.0.0.1' }, /^REDIS_URL is not available yet: leave it out$/],
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
  const own = selfSigned('localhost')
  const cert = file('cert.pem', own.cert)
  const key = file('key.pem', own.key)

  it('are read', () => {
    expect(read({ TLS_CERT: cert, TLS_KEY: key }).tls).toEqual({ cert: own.cert, key: own.key })
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
      { TLS_CERT: cert, TLS_KEY: file('other.pem', selfSigned('localhost').key) },
      /^TLS_CERT and TLS_KEY must name PEM files of one certificate and its key/,
    ],
  ])('are refused when %s', (_what, variables, sentence) => {
    expect(() => read(variables)).toThrow(sentence)
    expect(() => read(variables)).not.toThrow(/BEGIN/)
  })
})
