import type { TestCertificate } from '@portcullis/testing'
import { beforeAll, describe, expect, it } from 'vitest'
import { confirmation, formats, tokenOf } from './holder.js'
import { introspection } from './introspecting.js'
import { startBoth } from './running.js'
import { clientCertificates } from './tls.js'

let right: TestCertificate
let wrong: TestCertificate

beforeAll(async () => {
  const made = await clientCertificates()
  right = made.right
  wrong = made.wrong
})

/** How each proxy writes a certificate, by the word for `CLIENT_CERTIFICATE`. */
const proxies = [
  ['client-cert', 'client-cert', (made: TestCertificate) => made.structuredField],
  ['xfcc', 'x-forwarded-client-cert', elementOf],
  ['nginx', 'x-ssl-client-cert', (made: TestCertificate) => made.escapedPem],
  ['haproxy', 'x-ssl-client-der', (made: TestCertificate) => made.base64],
  ['alb', 'x-amzn-mtls-clientcert-leaf', (made: TestCertificate) => made.albPem],
  ['azure', 'x-arr-clientcert', (made: TestCertificate) => made.base64],
  ['traefik', 'x-forwarded-tls-client-cert', (made: TestCertificate) => made.base64],
  ['gcp', 'x-client-cert-leaf', (made: TestCertificate) => made.structuredField],
] as const

function elementOf({ hexDigest, escapedPem }: TestCertificate): string {
  return `By=spiffe://api;Hash=${hexDigest};Cert="${escapedPem}";Subject="CN=\\"the, client\\""`
}

async function start(name: string, variables: Readonly<Record<string, string>> = {}) {
  const TRUSTED_PROXIES = '127.0.0.0/8'
  const chosen = { MTLS: 'allowed', CLIENT_CERTIFICATE: name, TRUSTED_PROXIES }
  return startBoth({ ...introspection, ...chosen, ...variables })
}

describe.each(proxies)('CLIENT_CERTIFICATE=%s', (name, header, write) => {
  it.each(formats)(
    'a %s is good with the right one only [R134, R140, R141, R142, R143, R145, R146, R149]',
    async (format) => {
      const { api, issuer } = await start(name)
      const token = await tokenOf(issuer, format, { cnf: confirmation(undefined, right) })
      const good = await api.send({ token, headers: { [header]: write(right) } })
      expect(good.json).toMatchObject({ format, binding: 'mtls' })
      expect(good.lines('vary').join().toLowerCase()).toContain(header)
      for (const headers of [{ [header]: write(wrong) }, { [header]: '' }, {}]) {
        expect((await api.send({ token, headers })).status).toBe(401)
      }
      expect(api.codes()).toEqual([
        'certificate_mismatch',
        'certificate_missing',
        'certificate_missing',
      ])
    },
  )

  it('junk is refused, two are 400 [R132, R134, R139, A22]', async () => {
    const { api, issuer } = await start(name)
    const token = await issuer.token({ claims: { cnf: confirmation(undefined, right) } })
    const good = write(right)
    const junk = [
      'junk',
      ':',
      '%',
      '%zz',
      good.slice(0, -9),
      `${good}x`,
      good.replace('M', 'N'),
      'x'.repeat(20_000),
    ]
    for (const value of junk) {
      const answer = await api.send({ token, headers: { [header]: value } })
      expect([answer.status, answer.json]).toMatchObject([401, { error: 'invalid_token' }])
    }
    const two = await api.send({ token, headers: { [header]: [good, good] } })
    expect([two.status, two.json]).toMatchObject([400, { error: 'invalid_request' }])
    expect(api.log.join('')).not.toContain(right.base64.slice(0, 40))
  })

  it('from a stranger is no certificate, and an event [R136, R137, A21]', async () => {
    const { api, issuer } = await start(name, { TRUSTED_PROXIES: '10.0.0.0/8' })
    const bound = await issuer.token({ claims: { cnf: confirmation(undefined, right) } })
    const headers = { [header]: write(right) }
    expect((await api.send({ token: bound, headers })).status).toBe(401)
    expect((await api.send({ token: await issuer.token(), headers })).status).toBe(200)
    const lines = api.log.map((line) => JSON.parse(line))
    const event = { event: 'untrusted_header', header, peerAddress: '127.0.0.1', path: '/me' }
    expect(lines.filter((line) => line.event === 'untrusted_header')).toEqual([
      expect.objectContaining(event),
      expect.objectContaining(event),
    ])
    expect(api.codes()).toContain('certificate_missing')
    expect(api.log.join('')).not.toContain(right.base64.slice(0, 40))
  })

  it('headers of other proxies are nothing [A21]', async () => {
    const { api, issuer } = await start(name)
    const token = await issuer.token({ claims: { cnf: confirmation(undefined, right) } })
    const others = proxies.filter(([, other]) => other !== header)
    const headers = Object.fromEntries(others.map(([, other, encode]) => [other, encode(right)]))
    expect((await api.send({ token, headers })).status).toBe(401)
    expect(api.codes()).toEqual(['certificate_missing'])
  })
})

describe('CLIENT_CERTIFICATE=xfcc', () => {
  const header = 'x-forwarded-client-cert'

  it('believes the last element alone: the first may be the word of an attacker [R141, A21]', async () => {
    const { api, issuer } = await start('xfcc')
    const token = await issuer.token({ claims: { cnf: confirmation(undefined, right) } })
    const send = (...elements: readonly string[]) =>
      api.send({ token, headers: { [header]: elements.join(',') } })
    expect((await send(elementOf(wrong), elementOf(right))).status).toBe(200)
    expect((await send(elementOf(right), elementOf(wrong))).status).toBe(401)
    expect((await send(elementOf(right), 'By=spiffe://api')).status).toBe(401)
  })

  it('takes the digest where that is all there is [R141]', async () => {
    const { api, issuer } = await start('xfcc')
    const token = await issuer.token({ claims: { cnf: confirmation(undefined, right) } })
    const send = ({ hexDigest }: TestCertificate) =>
      api.send({ token, headers: { [header]: `Hash=${hexDigest}` } })
    expect([(await send(right)).status, (await send(wrong)).status]).toEqual([200, 401])
  })
})
