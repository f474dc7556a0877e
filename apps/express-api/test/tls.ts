import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCertificate, type TestCertificate } from '@portcullis/testing'
import { afterAll } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'express-api-'))

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What an API needs to be told to serve https, with a certificate that is made for it. */
export async function tlsVariables(): Promise<{ TLS_CERT: string; TLS_KEY: string }> {
  const alternativeNames = [{ type: 'ip', value: '127.0.0.1' }] as const
  const { pem, privateKeyPem } = await createCertificate({ name: 'api', alternativeNames })
  const [TLS_CERT, TLS_KEY] = [join(folder, 'cert.pem'), join(folder, 'key.pem')]
  writeFileSync(TLS_CERT, pem)
  writeFileSync(TLS_KEY, privateKeyPem)
  return { TLS_CERT, TLS_KEY }
}

/** Certificates of two clients: the one that tokens are bound to, and another. */
export async function clientCertificates(): Promise<{
  right: TestCertificate
  wrong: TestCertificate
}> {
  const [right, wrong] = await Promise.all([
    createCertificate({ name: 'the client' }),
    createCertificate({ name: 'the client' }),
  ])
  return { right, wrong }
}
