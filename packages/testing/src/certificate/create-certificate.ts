import { createHash, KeyObject, type webcrypto } from 'node:crypto'
import { type CertificateForms, certificateForms } from './forms.js'

export interface CertificateOptions {
  /** Common name. Default `client`. */
  readonly name?: string
  /** Who signs it. Default: itself. */
  readonly issuer?: TestCertificate
  /** Whether it may sign others. Default false. */
  readonly authority?: boolean
  /** Names of a server, or of a client, to stand in it. Default: none. */
  readonly alternativeNames?: readonly {
    readonly type: 'dns' | 'ip' | 'url'
    readonly value: string
  }[]
}

/** A certificate, its key, and every form that proxies write it in. */
export interface TestCertificate extends CertificateForms {
  readonly privateKey: KeyObject
  /** PKCS #8, to serve or to connect with. */
  readonly privateKeyPem: string
  /** `x5t#S256` (RFC 8705 section 3.1): SHA-256 of the DER, as base64url. */
  readonly thumbprint: string
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const lifetime = { notBefore: new Date('2020-01-01'), notAfter: new Date('2049-12-31') }

/** Makes an X.509 certificate and its key; P-256, good until 2049. */
export async function createCertificate(
  options: CertificateOptions = {},
): Promise<TestCertificate> {
  // Only who needs certificates waits for their library.
  await import('reflect-metadata')
  const x509 = await import('@peculiar/x509')
  const { name = 'client', issuer, authority = false, alternativeNames = [] } = options
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const extensions = [
    new x509.BasicConstraintsExtension(authority, undefined, true),
    ...(alternativeNames.length === 0
      ? []
      : [new x509.SubjectAlternativeNameExtension([...alternativeNames])]),
  ]
  const made = await x509.X509CertificateGenerator.create({
    subject: `CN=${name}`,
    issuer: issuer === undefined ? `CN=${name}` : new x509.X509Certificate(issuer.der).subject,
    publicKey: keys.publicKey,
    signingKey: issuer === undefined ? keys.privateKey : await signingKeyOf(issuer),
    signingAlgorithm: algorithm,
    extensions,
    ...lifetime,
  })
  return describe(new Uint8Array(made.rawData), KeyObject.from(keys.privateKey))
}

function describe(der: Uint8Array, privateKey: KeyObject): TestCertificate {
  return {
    ...certificateForms(der),
    privateKey,
    privateKeyPem: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
    thumbprint: createHash('sha256').update(der).digest('base64url'),
  }
}

function signingKeyOf({ privateKey }: TestCertificate): Promise<webcrypto.CryptoKey> {
  const pkcs8 = privateKey.export({ format: 'der', type: 'pkcs8' })
  return crypto.subtle.importKey('pkcs8', pkcs8, algorithm, true, ['sign'])
}
