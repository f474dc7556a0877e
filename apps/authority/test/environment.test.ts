import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { demandRuntime, EnvironmentError, readEnvironment } from '../src/environment.js'

const consent = { DANGEROUSLY_LISTEN_OFF_LOOPBACK: '1' }

describe('readEnvironment', () => {
  it.each([
    [{}, { port: 0, host: '127.0.0.1' }],
    [
      { PORT: '', HOST: '', ISSUER: '' },
      { port: 0, host: '127.0.0.1' },
    ],
    [{ PORT: '65535' }, { port: 65535, host: '127.0.0.1' }],
    [{ HOST: '::1' }, { port: 0, host: '::1' }],
    [{ HOST: '127.8.8.8' }, { port: 0, host: '127.8.8.8' }],
    [{ HOST: 'localhost' }, { port: 0, host: 'localhost' }],
    [
      { ISSUER: 'https://identity.example.com' },
      { port: 0, host: '127.0.0.1', issuer: 'https://identity.example.com' },
    ],
    [{ ISSUER: 'http://[::1]:9000' }, { port: 0, host: '127.0.0.1', issuer: 'http://[::1]:9000' }],
    [
      { ...consent, HOST: '0.0.0.0', ISSUER: 'http://127.0.0.1:9000' },
      { port: 0, host: '0.0.0.0', issuer: 'http://127.0.0.1:9000' },
    ],
  ])('takes %j', (variables, settings) => {
    expect(readEnvironment(variables)).toEqual(settings)
  })

  it.each(['abc', '65536', '-1', '1.5', ' 80', '1e3', '0x50'])('refuses PORT %j', (port) => {
    expect(() => readEnvironment({ PORT: port })).toThrow(
      new EnvironmentError(
        `PORT must be a whole number from 0 to 65535, got ${JSON.stringify(port)}`,
      ),
    )
  })

  it.each(['0.0.0.0', '::', '192.0.2.1', 'identity.example.com', '127.0.0.1.example.com'])(
    'refuses HOST %s without consent',
    (host) => {
      const issuer = 'https://identity.example.com'
      expect(() => readEnvironment({ HOST: host, ISSUER: issuer })).toThrow(/^HOST must be a loop/)
      const almost = { DANGEROUSLY_LISTEN_OFF_LOOPBACK: 'true' }
      expect(() => readEnvironment({ ...almost, HOST: host, ISSUER: issuer })).toThrow(/^HOST must/)
    },
  )

  it('demands ISSUER off loopback, where the address listened on is no address to call', () => {
    expect(() => readEnvironment({ ...consent, HOST: '0.0.0.0' })).toThrow(/^ISSUER must say/)
  })

  it.each([
    'identity.example.com',
    'https://identity.example.com/',
    'https://identity.example.com/path',
    'https://identity.example.com?query',
    'https://identity.example.com#fragment',
    'https://user:word@identity.example.com',
    'HTTPS://identity.example.com',
    'ftp://identity.example.com',
  ])('refuses ISSUER %s', (issuer) => {
    expect(() => readEnvironment({ ISSUER: issuer })).toThrow(/^ISSUER must/)
  })

  it('refuses an http ISSUER off loopback', () => {
    expect(() => readEnvironment({ ISSUER: 'http://identity.example.com' })).toThrow(
      /^ISSUER must begin with https/,
    )
  })

  it.each([
    [{ TLS_CERT: '/nowhere' }, /^TLS_CERT must name a PEM file.*ENOENT$/],
    [{ TLS_KEY: '/nowhere' }, /^TLS_KEY must name a PEM file.*ENOENT$/],
    [{ TLS_KEY: fileURLToPath(import.meta.url) }, /^TLS_CERT is missing beside TLS_KEY/],
  ])('refuses %j', (variables, sentence) => {
    expect(() => readEnvironment(variables)).toThrow(EnvironmentError)
    expect(() => readEnvironment(variables)).toThrow(sentence)
  })
})

describe('demandRuntime', () => {
  it('refuses a Node.js without URL.parse, naming the version to have', () => {
    expect(() => demandRuntime({})).toThrow(/^Node\.js must be 20\.19 or newer, this is v\d+/)
  })

  it('takes this one', () => {
    expect(() => demandRuntime()).not.toThrow()
  })
})
