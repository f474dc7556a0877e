import { existsSync, readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { expect, onTestFinished, test } from 'vitest'
import { Certificates } from '../src/certificates.js'
import { exchange } from '../src/exchange.js'

async function makeCertificates() {
  const certificates = await Certificates.make()
  onTestFinished(() => certificates.remove())
  return certificates
}

test('servers are believed, and shown what the client has', async () => {
  const certificates = await makeCertificates()
  const { TLS_CERT = '', TLS_KEY = '' } = certificates.environment
  const files = { cert: readFileSync(TLS_CERT), key: readFileSync(TLS_KEY) }
  const server = createServer(
    { ...files, requestCert: true, rejectUnauthorized: false },
    ({ socket }, response) => {
      const shown = (socket as TLSSocket).getPeerX509Certificate()?.raw
      response.end(shown === undefined ? 'none' : `:${shown.toString('base64')}:`)
    },
  )
  onTestFinished(() => {
    server.close()
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
  const seenFrom = async (name?: 'own' | 'strange') =>
    (await exchange(url, { method: 'GET', target: '/', headers: {} }, certificates.tlsOf(name)))
      .body
  expect(await seenFrom()).toBe('none')
  expect(await seenFrom('own')).toBe(certificates.headerOf('own'))
  expect(await seenFrom('strange')).toBe(certificates.headerOf('strange'))
  expect(certificates.headerOf('own')).not.toBe(certificates.headerOf('strange'))
})

test('keys are files for nobody else, and gone afterwards', async () => {
  const certificates = await makeCertificates()
  const files = Object.values(certificates.environment)
  expect(files).toHaveLength(3)
  for (const file of files) expect(statSync(file).mode & 0o077).toBe(0)
  certificates.remove()
  for (const file of files) expect(existsSync(file)).toBe(false)
})
