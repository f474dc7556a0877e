import { describe, expect, test } from 'vitest'
import { checkIssuerIdentifier, isSecure } from '../../src/issuer/index.js'
import { configurationError } from '../support/errors.js'

describe('a configured issuer', () => {
  test.each([
    'https://issuer.test',
    'https://issuer.test/',
    'https://issuer.test/tenant-1/',
    'https://ISSUER.test:8443/Tenant',
    'HTTPS://issuer.test',
    'https://[2001:db8::1]/realms/a',
    'http://127.0.0.1:3000',
    'http://127.8.9.10',
    'http://localhost:3000/realms/a',
    'http://[::1]:3000',
  ])('[R36] stays as it was written, code point by code point: %s', (issuer) => {
    expect(checkIssuerIdentifier(issuer)).toBe(issuer)
  })

  test.each([
    '',
    'issuer.test',
    '//issuer.test',
    'https:',
    'https://',
    'https:/issuer.test',
    'ftp://issuer.test',
    'file:///etc/passwd',
    'data:application/json,{}',
    'javascript:alert(1)',
    ' https://issuer.test',
    'urn:issuer',
  ])('is a URL over http: %j', (issuer) => {
    const { code, message } = configurationError(() => checkIssuerIdentifier(issuer))
    expect(code).toBe('issuer_invalid')
    expect(message).toContain("write the issuer's URL, as in 'https://identity.example.com'")
  })

  test.each([
    'https://issuer.test?tenant=1',
    'https://issuer.test/?',
    'https://issuer.test#',
    'https://issuer.test/#fragment',
    'https://user@issuer.test',
    'https://issuer.test ',
    'https://issuer.test\n',
    'https://issuer.test/a\tb',
    'https://issuer.test\\tenant',
  ])('[R66] has nothing but an address and a path: %j', (issuer) => {
    const { code, message } = configurationError(() => checkIssuerIdentifier(issuer))
    expect(code).toBe('issuer_invalid')
    expect(message).toContain('write it without query, fragment')
  })

  test('is not repeated with its password', () => {
    const { message } = configurationError(() => {
      checkIssuerIdentifier('https://admin:hunter2@issuer.test')
    })
    expect(message).not.toMatch(/admin|hunter2/)
  })

  test.each([
    'http://issuer.test',
    'http://10.0.0.1',
    'http://0.0.0.0',
    'http://127.0.0.1.intruder.test',
    'http://localhost.intruder.test',
    'http://notlocalhost',
    'http://[::ffff:10.0.0.1]',
  ])('[R176] is https off loopback: %s', (issuer) => {
    const { code, message } = configurationError(() => checkIssuerIdentifier(issuer, 'issuers[1]'))
    expect(code).toBe('issuer_insecure')
    expect(message).toContain(`issuers[1] is "${issuer}": write an https URL`)
  })

  test('on loopback is recognised however the address is spelled', () => {
    expect(isSecure(new URL('http://127.1'))).toBe(true)
    expect(isSecure(new URL('http://0x7f000001'))).toBe(true)
    expect(isSecure(new URL('http://2130706434'))).toBe(true)
    expect(isSecure(new URL('http://[0:0:0:0:0:0:0:1]'))).toBe(true)
    expect(isSecure(new URL('ws://127.0.0.1'))).toBe(false)
  })
})
