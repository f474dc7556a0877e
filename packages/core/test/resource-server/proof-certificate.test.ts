import { createTestIssuer } from '@portcullis/testing'
import { describe, expect, test, vi } from 'vitest'
import {
  alb,
  type CertificateSource,
  clientCertHeader,
  customCertificate,
  haproxy,
  nginx,
  type ResourceServerOptions,
  type UntrustedHeaderEvent,
  xForwardedClientCert,
} from '../../src/index.js'
import { certificate, otherCertificate } from '../support/certificates.js'
import { codeOf, granted, guardFor, refused, valuesOf } from '../support/guard.js'
import { presentation } from '../support/holder.js'

const issuer = await createTestIssuer()
const token = await issuer.token({ claims: { cnf: { 'x5t#S256': certificate.thumbprint } } })
const plain = await issuer.token()
const proxy = { address: '10.0.0.1' }
const outsider = { address: '192.0.2.1' }
const trustedProxies = ['10.0.0.0/8']

type Extra = Pick<ResourceServerOptions, 'onUntrustedHeader' | 'publicUrl'>

function guardWith(certificateFrom: CertificateSource, extra: Extra = {}) {
  return guardFor(issuer, { mtls: { certificateFrom }, trustedProxies, ...extra })
}

const formats = [
  ['RFC 9440', clientCertHeader(), 'client-cert', 'structuredField'],
  ['nginx', nginx(), 'x-ssl-client-cert', 'escapedPem'],
  ['HAProxy', haproxy(), 'x-ssl-client-der', 'base64'],
  ['AWS', alb(), 'x-amzn-mtls-clientcert-leaf', 'albPem'],
] as const

describe.each(formats)('a certificate that %s forwards', (_name, source, header, form) => {
  const guard = guardWith(source)
  const own = { [header]: certificate[form] }
  const foreign = { [header]: otherCertificate[form] }

  test('[R125, R127, R136] the right one passes, another and none do not', async () => {
    const right = await guard.protect(presentation({ token, headers: own, peer: proxy }))
    expect(granted(right).binding).toBe('mtls')
    const wrong = await guard.protect(presentation({ token, headers: foreign, peer: proxy }))
    expect(codeOf(wrong)).toBe('certificate_mismatch')
    const none = await guard.protect(presentation({ token, peer: proxy }))
    expect(codeOf(none)).toBe('certificate_missing')
  })

  test.each([
    ['junk', 'junk', 'certificate_malformed', 401, 'invalid_token'],
    [
      'two lines',
      [certificate[form], certificate[form]],
      'certificate_repeated',
      400,
      'invalid_request',
    ],
    ['too large', 'A'.repeat(16_385), 'certificate_malformed', 401, 'invalid_token'],
  ])('[R134, R139, A21, A22] %s is refused', async (_what, value, code, status, error) => {
    const request = presentation({ token, headers: { [header]: value }, peer: proxy })
    const answer = refused(await guard.protect(request))
    expect([answer.reason.code, answer.status]).toEqual([code, status])
    expect(valuesOf(answer, 'www-authenticate')[0]).toMatch(new RegExp(`^Bearer error="${error}"`))
    expect(valuesOf(answer, 'cache-control')).toEqual(['no-store'])
  })

  test('[R138] an answer to it says what it varies with', async () => {
    const request = presentation({ token, headers: own, peer: proxy })
    expect(valuesOf(await guard.protect(request), 'vary')).toEqual([header])
    const unbound = presentation({ token: plain, headers: own, peer: proxy })
    expect(valuesOf(await guard.protect(unbound), 'vary')).toEqual([header])
  })
})

describe('a header that a stranger sends', () => {
  const headers = { 'x-ssl-client-der': certificate.base64 }

  test('[R136, R137, A21] is no certificate, and does not change the answer', async () => {
    const guard = guardWith(haproxy())
    const answers = await Promise.all([
      guard.protect(presentation({ token, peer: outsider })),
      guard.protect(presentation({ token, headers, peer: outsider })),
      guard.protect(
        presentation({ token, headers: { 'x-ssl-client-der': ['a', 'b'] }, peer: outsider }),
      ),
    ])
    const [none, ...others] = answers.map(({ headers: fields, ...outcome }) => [
      codeOf({ headers: fields, ...outcome } as (typeof answers)[0]),
      fields,
    ])
    expect(none?.[0]).toBe('certificate_missing')
    for (const other of others) expect(other).toEqual(none)
  })

  test('[R137, A21] is an event, whatever becomes of the request', async () => {
    const events: UntrustedHeaderEvent[] = []
    const guard = guardWith(haproxy(), { onUntrustedHeader: (event) => events.push(event) })
    const parts = { headers, peer: outsider, method: 'POST', target: '/items?secret=1' }
    const requests = [{ token }, { token: plain }, { token: 'junk' }, {}]
    for (const part of requests) await guard.protect(presentation({ ...parts, ...part }))
    expect(events).toEqual(
      requests.map(() => ({
        header: 'x-ssl-client-der',
        peerAddress: '192.0.2.1',
        method: 'POST',
        path: '/items',
      })),
    )
    expect(JSON.stringify(events)).not.toContain(certificate.base64.slice(0, 40))
  })

  test('[R137] is none from a proxy, none without the header, and none where no header is read', async () => {
    const onUntrustedHeader = vi.fn()
    const guard = guardWith(haproxy(), { onUntrustedHeader })
    await guard.protect(presentation({ token, headers, peer: proxy }))
    await guard.protect(presentation({ token, peer: outsider }))
    const tls = guardFor(issuer, { mtls: 'allowed', onUntrustedHeader })
    await tls.protect(presentation({ token, headers, peer: outsider }))
    expect(onUntrustedHeader).not.toHaveBeenCalled()
  })

  test('[R137] a hook that throws changes nothing', async () => {
    const onUntrustedHeader = () => {
      throw new Error('Boom')
    }
    const guard = guardWith(haproxy(), { onUntrustedHeader })
    expect(
      codeOf(await guard.protect(presentation({ token: plain, headers, peer: outsider }))),
    ).toBe('granted')
  })

  test('[R136] passes with the secret of the proxy, from wherever', async () => {
    const secret = 'a-secret-that-only-the-proxy-knows'
    const sharedSecret = { header: 'X-Proxy-Secret', secret }
    const guard = guardFor(issuer, { mtls: { certificateFrom: haproxy({ sharedSecret }) } })
    const from = (value: string) =>
      guard.protect(
        presentation({ token, headers: { ...headers, 'x-proxy-secret': value }, peer: outsider }),
      )
    expect(codeOf(await from(secret))).toBe('granted')
    expect(codeOf(await from(`${secret}x`))).toBe('certificate_missing')
  })
})

test('[R141, A21] of X-Forwarded-Client-Cert the last element decides, whatever a client put before it', async () => {
  const guard = guardWith(xForwardedClientCert())
  const mine = `By=a;Hash=${certificate.hexDigest}`
  const others = `By=b;Hash=${otherCertificate.hexDigest};Subject="CN=\\"x,y;z\\""`
  const present = (value: string) =>
    guard.protect(
      presentation({ token, headers: { 'x-forwarded-client-cert': value }, peer: proxy }),
    )
  expect(codeOf(await present(`${others},${mine}`))).toBe('granted')
  expect(codeOf(await present(`${mine},${others}`))).toBe('certificate_mismatch')
})

test('[R129] a proxy that says the chain is not good refuses its own certificate, where that is asked for', async () => {
  const verifiedWhen = { 'X-SSL-Client-Verify': 'SUCCESS' }
  const guard = guardWith(nginx({ verifiedWhen }))
  const present = async (verify: string) => {
    const headers = { 'x-ssl-client-cert': certificate.escapedPem, 'x-ssl-client-verify': verify }
    return guard.protect(presentation({ token, headers, peer: proxy }))
  }
  expect(codeOf(await present('SUCCESS'))).toBe('granted')
  for (const verify of ['NONE', 'FAILED:self signed certificate', 'success', '']) {
    const answer = refused(await present(verify))
    expect([answer.reason.code, answer.status]).toEqual(['certificate_not_verified', 401])
  }
})

test('[C10] a certificate that nobody vouches for is as good as the next, unless asked for', async () => {
  const headers = { 'x-ssl-client-cert': certificate.escapedPem, 'x-ssl-client-verify': 'FAILED' }
  const outcome = await guardWith(nginx()).protect(presentation({ token, headers, peer: proxy }))
  expect(codeOf(outcome)).toBe('granted')
})

test('[R139] a custom function that throws refuses bound tokens, and plain ones go on', async () => {
  const decode = (): Uint8Array => {
    throw new Error('Boom')
  }
  const guard = guardWith(customCertificate(decode, { header: 'X-Custom' }))
  const headers = { 'x-custom': 'x' }
  const bound = await guard.protect(presentation({ token, headers, peer: proxy }))
  expect(codeOf(bound)).toBe('certificate_malformed')
  const unbound = await guard.protect(presentation({ token: plain, headers, peer: proxy }))
  expect(codeOf(unbound)).toBe('granted')
})

test('[R130] a renewed certificate makes the token unusable, and the log says why', async () => {
  const headers = { 'x-ssl-client-cert': otherCertificate.escapedPem }
  const answer = refused(
    await guardWith(nginx()).protect(presentation({ token, headers, peer: proxy })),
  )
  expect(answer.reason.code).toBe('certificate_mismatch')
  expect(answer.reason.message).toContain('it may have been renewed')
})

test('[R135] Client-Cert-Chain is nothing by itself, and changes nothing beside Client-Cert', async () => {
  const guard = guardWith(clientCertHeader())
  const present = async (headers: Readonly<Record<string, string | readonly string[]>>) =>
    codeOf(await guard.protect(presentation({ token, headers, peer: proxy })))
  const chain = { 'client-cert-chain': certificate.structuredField }
  expect(await present(chain)).toBe('certificate_missing')
  const leaf = { 'client-cert': certificate.structuredField }
  expect(await present({ ...leaf, ...chain })).toBe('granted')
  expect(await present({ ...leaf, 'client-cert-chain': ['junk', 'junk'] })).toBe('granted')
  const other = { 'client-cert': otherCertificate.structuredField }
  expect(await present({ ...other, ...chain })).toBe('certificate_mismatch')
})
