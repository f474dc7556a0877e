import { describe, expect, test } from 'vitest'
import {
  clientCertHeader,
  createResourceServer,
  type HeaderSourceOptions,
  haproxy,
  nginx,
  type ResourceServerOptions,
} from '../../src/index.js'
import { createAddressMatcher } from '../../src/lib/cidr.js'
import { tlsCertificate } from '../../src/mtls/index.js'
import { readMtls } from '../../src/options/read-mtls.js'
import { configurationError } from '../support/errors.js'

const guardTrusts = createAddressMatcher(['10.0.0.0/8'])
const secret = 's'.repeat(32)
const sharedSecret = { header: 'X-Proxy-Secret', secret }

function read(mtls?: unknown, trusts = guardTrusts) {
  return readMtls(mtls as ResourceServerOptions['mtls'], trusts)
}

function refusalOf(mtls: unknown, trusts?: typeof guardTrusts) {
  return configurationError(() => readMtls(mtls as ResourceServerOptions['mtls'], trusts))
}

describe('mtls', () => {
  test('is off by default', () => {
    for (const mtls of [undefined, 'off', { mode: 'off' }]) expect(read(mtls)).toBeUndefined()
  })

  test('[R125] reads the TLS connection unless told otherwise', () => {
    for (const mtls of ['allowed', {}, { mode: 'allowed' }, { certificateFrom: 'tls' }]) {
      expect(read(mtls)).toMatchObject({ required: false, source: tlsCertificate })
    }
    for (const mtls of ['required', { mode: 'required' }]) expect(read(mtls)?.required).toBe(true)
  })

  test.each([
    ['on', /^mtls is "on": write 'off' or 'allowed' or 'required'/],
    [true, /^mtls is true: write 'off' or 'allowed' or 'required' or an object/],
    [null, /^mtls is null/],
    [[], /^mtls is an empty list/],
    [{ mode: 'on' }, /^mtls\.mode is "on": write/],
    [{ certificate: 'tls' }, /^mtls has no option "certificate": did you mean certificateFrom\?/],
    [
      { certificateFrom: 'nginx' },
      /^mtls\.certificateFrom is "nginx": write 'tls', or a source such as clientCertHeader\(\)/,
    ],
    [{ certificateFrom: null }, /^mtls\.certificateFrom is null/],
    [{ certificateFrom: nginx }, /^mtls\.certificateFrom is a value of type function/],
    [
      { certificateFrom: { read: () => ({ kind: 'none' }) } },
      /^mtls\.certificateFrom is a value of type object/,
    ],
    [{ certificateFrom: {} }, /^mtls\.certificateFrom is a value of type object/],
  ])('%j is refused', (mtls, sentence) => {
    expect(refusalOf(mtls, guardTrusts).message).toMatch(sentence)
  })
})

describe('a header', () => {
  test('[R136, R137, A21] without a rule whom to believe is refused at creation', () => {
    const error = refusalOf({ certificateFrom: haproxy() })
    expect(error.code).toBe('option_missing')
    expect(error.message).toMatch(
      /^trustedProxies is missing: the header x-ssl-client-der could come from anybody; write trustedProxies: \['10\.0\.0\.0\/8'\]/,
    )
    const create = () =>
      createResourceServer({
        issuer: 'https://identity.example.com',
        audience: 'api1',
        mtls: { certificateFrom: clientCertHeader() },
      })
    expect(configurationError(create).message).toContain('client-cert could come from anybody')
  })

  test('[R136] is refused like this in mode required as well, and not looked at when off', () => {
    expect(refusalOf({ mode: 'required', certificateFrom: haproxy() }).code).toBe('option_missing')
    expect(readMtls({ mode: 'off', certificateFrom: haproxy() }, undefined)).toBeUndefined()
  })

  test('[R136] may be believed from the proxies of the guard', () => {
    const settings = read({ certificateFrom: haproxy() })
    expect(settings?.isTrustedProxy('10.0.0.1')).toBe(true)
    expect(settings?.isTrustedProxy('11.0.0.1')).toBe(false)
  })

  test('[R136] or from proxies of its own, which are then the only ones', () => {
    const certificateFrom = haproxy({ trustedProxies: ['192.0.2.0/24'] })
    const settings = read({ certificateFrom })
    expect(settings?.isTrustedProxy('192.0.2.1')).toBe(true)
    expect(settings?.isTrustedProxy('10.0.0.1')).toBe(false)
    expect(readMtls({ certificateFrom }, undefined)?.isTrustedProxy('192.0.2.1')).toBe(true)
  })

  test('[R136] or from whoever knows a secret, and then addresses count only where it names some', () => {
    const anywhere = read({ certificateFrom: haproxy({ sharedSecret }) })
    expect(anywhere?.isTrustedProxy('192.0.2.1')).toBe(true)
    expect(anywhere?.isTrustedProxy(undefined)).toBe(true)
    const both = haproxy({ sharedSecret, trustedProxies: ['192.0.2.0/24'] })
    expect(read({ certificateFrom: both })?.isTrustedProxy('10.0.0.1')).toBe(false)
  })

  test.each([
    [{ trustedProxies: [] }, /^trustedProxies is an empty list: write CIDR blocks/],
    [
      { trustedProxies: ['any'] },
      /^trustedProxies is \["any"\]: write CIDR blocks, as in \['10\.0\.0\.0\/8', '::1\/128'\]/,
    ],
    [{ trustedProxies: ['10.0.0.0/8', '10.0.0.0/99'] }, /^trustedProxies is /],
    [{ trustedProxies: [''] }, /^trustedProxies is /],
    [{ trustedProxies: [7] }, /^trustedProxies is /],
    [{ trustedProxies: null }, /^trustedProxies is null/],
    [{ trustedProxy: ['10.0.0.0/8'] }, /^mtls\.certificateFrom has no option "trustedProxy"/],
    [{ sharedSecrets: sharedSecret }, /no option "sharedSecrets": did you mean sharedSecret\?/],
  ])('[R136, R137] with %j is refused', (options, sentence) => {
    const certificateFrom = haproxy(options as HeaderSourceOptions)
    expect(refusalOf({ certificateFrom }, guardTrusts).message).toMatch(sentence)
  })

  test.each([
    null,
    true,
    secret,
    [],
    {},
    { header: 'X-Proxy-Secret' },
    { secret },
    { header: '', secret },
    { header: 'X Proxy', secret },
    { header: 'X-Proxy-Secret', secret: 's'.repeat(31) },
    { header: 'X-Proxy-Secret', secret: '' },
    { header: 'X-Proxy-Secret', secret: 7 },
    { header: 'X-Proxy-Secret', secret: `${secret} ` },
    { header: 'X-Proxy-Secret', secret: `${secret}ü` },
    { header: 'X-Proxy-Secret', secret: new Uint8Array(32) },
  ])('[R136, A37] with the shared secret %j is refused, and it is not repeated', (value) => {
    const certificateFrom = haproxy({ sharedSecret: value } as HeaderSourceOptions)
    const { message } = refusalOf({ certificateFrom }, guardTrusts)
    expect(message).toMatch(
      /^sharedSecret is not usable: write \{ header, secret \} with a secret of 32/,
    )
    expect(message).not.toContain('sss')
  })
})
