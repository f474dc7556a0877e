import { createHash, createPrivateKey, X509Certificate } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { createCertificate } from '../../src/index.js'

const certificate = await createCertificate({ name: 'client-1' })
const parsed = new X509Certificate(certificate.der)

describe('a certificate', () => {
  test('is one that node parses, signed by itself, with its key', () => {
    expect(parsed.subject).toBe('CN=client-1')
    expect(parsed.verify(parsed.publicKey)).toBe(true)
    expect(parsed.checkPrivateKey(certificate.privateKey)).toBe(true)
    expect(parsed.checkPrivateKey(createPrivateKey(certificate.privateKeyPem))).toBe(true)
    expect(parsed.ca).toBe(false)
    expect(Date.parse(parsed.validTo)).toBeGreaterThan(Date.now())
  })

  test('[R126] has the thumbprint of its DER', () => {
    const digest = createHash('sha256').update(certificate.der)
    expect(certificate.thumbprint).toBe(digest.digest('base64url'))
    expect(certificate.hexDigest).toBe(parsed.fingerprint256.replaceAll(':', '').toLowerCase())
  })

  test('is the same in every form', () => {
    const der = Buffer.from(certificate.der)
    expect(new X509Certificate(certificate.pem).raw).toEqual(der)
    expect(certificate.pem).toBe(parsed.toString())
    expect(Buffer.from(certificate.base64, 'base64')).toEqual(der)
    expect(certificate.structuredField).toBe(`:${certificate.base64}:`)
    expect(decodeURIComponent(certificate.escapedPem)).toBe(certificate.pem)
    expect(decodeURIComponent(certificate.albPem)).toBe(certificate.pem)
    expect(certificate.escapedPem).not.toMatch(/[+/=\s]/)
    expect(certificate.albPem).not.toMatch(/%2[BF]|%3D|\s/i)
  })

  test('is another one each time', async () => {
    const other = await createCertificate({ name: 'client-1' })
    expect(other.thumbprint).not.toBe(certificate.thumbprint)
  })

  test('can be signed by an authority, and have alternative names', async () => {
    const authority = await createCertificate({ name: 'authority', authority: true })
    const signed = await createCertificate({
      name: 'server',
      issuer: authority,
      alternativeNames: [
        { type: 'ip', value: '127.0.0.1' },
        { type: 'dns', value: 'localhost' },
        { type: 'url', value: 'urn:example:client' },
      ],
    })
    const x509 = new X509Certificate(signed.der)
    const issuer = new X509Certificate(authority.der)
    expect(issuer.ca).toBe(true)
    expect(x509.checkIssued(issuer)).toBe(true)
    expect(x509.verify(issuer.publicKey)).toBe(true)
    expect(x509.subjectAltName).toMatch(/127\.0\.0\.1.*localhost.*urn:example:client/)
  })
})
