import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCertificate, type TestCertificate } from '@portcullis/testing'
import type { ClientTls } from './exchange.js'

/** Whose certificate a client shows: the one that tokens are bound to, or one of somebody else. */
export type CertificateName = 'own' | 'strange'

/** Certificates that are made for one run, and files that servers read theirs from. */
export class Certificates {
  readonly #folder = mkdtempSync(join(tmpdir(), 'portcullis-demo-'))
  readonly #authority: TestCertificate
  readonly #clients: Readonly<Record<CertificateName, TestCertificate>>

  private constructor(
    authority: TestCertificate,
    server: TestCertificate,
    clients: Readonly<Record<CertificateName, TestCertificate>>,
  ) {
    this.#authority = authority
    this.#clients = clients
    this.#write('ca.pem', authority.pem)
    this.#write('cert.pem', server.pem)
    this.#write('key.pem', server.privateKeyPem)
    // Also when the demo itself fails.
    process.once('exit', () => this.remove())
  }

  static async make(): Promise<Certificates> {
    const authority = await createCertificate({ name: 'the demo', authority: true })
    const alternativeNames = [{ type: 'ip', value: '127.0.0.1' }] as const
    const [server, own, strange] = await Promise.all([
      createCertificate({ name: 'a server', issuer: authority, alternativeNames }),
      createCertificate({ name: 'a client' }),
      createCertificate({ name: 'a client' }),
    ])
    return new Certificates(authority, server, { own, strange })
  }

  /** For a server: its certificate, and whom it believes when it is a client itself. */
  get environment(): Readonly<Record<string, string>> {
    return {
      TLS_CERT: this.#path('cert.pem'),
      TLS_KEY: this.#path('key.pem'),
      NODE_EXTRA_CA_CERTS: this.#path('ca.pem'),
    }
  }

  /** For a client: whom it believes, and what it shows. */
  tlsOf(name?: CertificateName): ClientTls {
    const ca = this.#authority.pem
    if (name === undefined) return { ca }
    const { pem, privateKeyPem } = this.#clients[name]
    return { ca, cert: pem, key: privateKeyPem }
  }

  /** A certificate as a header carries it (RFC 9440): for whoever claims to be a proxy. */
  headerOf(name: CertificateName): string {
    return this.#clients[name].structuredField
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }

  #path(name: string): string {
    return join(this.#folder, name)
  }

  /** Keys are for nobody else to read. */
  #write(name: string, text: string): void {
    writeFileSync(this.#path(name), text, { mode: 0o600 })
  }
}
