import { createCertificate } from '@portcullis/testing'
import { describe, expect, test, vi } from 'vitest'
import { type CertificateSource, haproxy, isDenial } from '../../src/index.js'
import { createAddressMatcher } from '../../src/lib/cidr.js'
import { ClientCertificates, tlsCertificate } from '../../src/mtls/index.js'
import { presentation } from '../support/holder.js'

const certificate = await createCertificate()
const sharedSecret = {
  header: 'X-Proxy-Secret',
  secret: 'a secret that only the proxy knows'.replaceAll(' ', '-'),
}
const isTrustedProxy = createAddressMatcher(['10.0.0.0/8']) ?? (() => false)

function certificatesFrom(source: CertificateSource, isTrusted = isTrustedProxy) {
  const onUntrustedHeader = vi.fn()
  const certificates = new ClientCertificates({
    source,
    isTrustedProxy: isTrusted,
    onUntrustedHeader,
  })
  const read = async (address?: string, headers = {}) => {
    const all = { 'x-ssl-client-der': certificate.base64, ...headers }
    const request = presentation({ headers: all, ...(address && { peer: { address } }) })
    await certificates.watch(request)
    const thumbprint = await certificates.thumbprint(request)
    return isDenial(thumbprint) ? thumbprint.code : thumbprint
  }
  return { read, onUntrustedHeader, certificates }
}

describe('a header', () => {
  test.each(['10.0.0.1', '::ffff:10.9.9.9'])(
    '[R136] of a trusted proxy is believed (%s)',
    async (address) => {
      const { read, onUntrustedHeader } = certificatesFrom(haproxy())
      expect(await read(address)).toBe(certificate.thumbprint)
      expect(onUntrustedHeader).not.toHaveBeenCalled()
    },
  )

  test.each(['11.0.0.1', '127.0.0.1', '::1', '', 'unknown', undefined])(
    '[R136, R137, A21] of a stranger is no certificate, and an event (%s)',
    async (address) => {
      const { read, onUntrustedHeader } = certificatesFrom(haproxy())
      expect(await read(address)).toBeUndefined()
      expect(onUntrustedHeader).toHaveBeenCalledTimes(1)
      expect(onUntrustedHeader.mock.calls[0]?.[1]).toBe('x-ssl-client-der')
    },
  )

  test('[R137, A21] of a stranger is not even read: junk, and two of them, change nothing', async () => {
    const { read } = certificatesFrom(haproxy())
    expect(await read('11.0.0.1', { 'x-ssl-client-der': 'junk' })).toBeUndefined()
    expect(await read('11.0.0.1', { 'x-ssl-client-der': ['junk', 'junk'] })).toBeUndefined()
    expect(await read('10.0.0.1', { 'x-ssl-client-der': 'junk' })).toBe('certificate_malformed')
  })

  test('[R137] that a stranger does not send is no event', async () => {
    const { read, onUntrustedHeader } = certificatesFrom(haproxy())
    expect(await read('11.0.0.1', { 'x-ssl-client-der': [] })).toBeUndefined()
    expect(onUntrustedHeader).not.toHaveBeenCalled()
  })

  test('[R137] that is empty is an event as well: only a proxy sends it', async () => {
    const { read, onUntrustedHeader } = certificatesFrom(haproxy())
    expect(await read('11.0.0.1', { 'x-ssl-client-der': '' })).toBeUndefined()
    expect(onUntrustedHeader).toHaveBeenCalledTimes(1)
  })

  test('[A21] of a similar name is another header', async () => {
    const { read } = certificatesFrom(haproxy())
    const similar = { 'x-ssl-client-der': [], x_ssl_client_der: certificate.base64 }
    expect(await read('10.0.0.1', similar)).toBeUndefined()
  })
})

describe('a secret that the proxy shares', () => {
  const everybody = () => true
  const { header, secret } = sharedSecret
  const name = header.toLowerCase()

  test('[R136] is believed from any address', async () => {
    const { read, onUntrustedHeader } = certificatesFrom(haproxy({ sharedSecret }), everybody)
    expect(await read('192.0.2.1', { [name]: secret })).toBe(certificate.thumbprint)
    expect(await read(undefined, { [name]: secret })).toBe(certificate.thumbprint)
    expect(onUntrustedHeader).not.toHaveBeenCalled()
  })

  test.each([
    ['missing', []],
    ['empty', ''],
    ['another', 'another-secret-that-is-just-as-long'],
    ['in another case', secret.toUpperCase()],
    ['its beginning', secret.slice(0, -1)],
    ['longer', `${secret}x`],
    ['sent twice', [secret, secret]],
    ['sent beside another', ['x', secret]],
    ['joined', `${secret}, ${secret}`],
    ['not ASCII', `${secret}ü`],
    ['not Unicode', '\ud800'],
    [
      'the same in the lower bytes',
      [...secret].map((letter) => String.fromCharCode(letter.charCodeAt(0) + 256)).join(''),
    ],
  ])('[R136, R137, A21, A37] that is %s is a stranger', async (_what, value) => {
    const { read, onUntrustedHeader } = certificatesFrom(haproxy({ sharedSecret }), everybody)
    expect(await read('192.0.2.1', { [name]: value })).toBeUndefined()
    expect(onUntrustedHeader).toHaveBeenCalledTimes(1)
  })

  test('[R136] beside addresses: both must hold', async () => {
    const { read } = certificatesFrom(haproxy({ sharedSecret }))
    expect(await read('10.0.0.1', { [name]: secret })).toBe(certificate.thumbprint)
    expect(await read('11.0.0.1', { [name]: secret })).toBeUndefined()
    expect(await read('10.0.0.1')).toBeUndefined()
  })
})

describe('the TLS connection', () => {
  const certificates = certificatesFrom(tlsCertificate).certificates

  test('[R125, R126] gives the certificate of the handshake', async () => {
    const request = presentation({ peer: { certificate: () => certificate.der } })
    expect(await certificates.thumbprint(request)).toBe(certificate.thumbprint)
  })

  test.each([{}, { certificate: () => undefined }])('[R127, R133] none is none', async (peer) => {
    expect(await certificates.thumbprint(presentation({ peer }))).toBeUndefined()
    expect(await certificates.thumbprint(presentation())).toBeUndefined()
  })

  test('no header is looked at, and none is an event', async () => {
    const { certificates: watched, onUntrustedHeader } = certificatesFrom(tlsCertificate)
    const request = presentation({ headers: { 'client-cert': certificate.structuredField } })
    await watched.watch(request)
    expect(await watched.thumbprint(request)).toBeUndefined()
    expect(onUntrustedHeader).not.toHaveBeenCalled()
  })
})
