import { createCertificate } from '@portcullis/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sha256Bytes } from '../../src/lib/digest.js'
import { readForwardedClientCert } from '../../src/mtls/xfcc.js'

const certificate = await createCertificate({ name: 'client' })
const victim = await createCertificate({ name: 'victim' })

const cert = `Cert="${certificate.escapedPem}"`
const hash = `Hash=${certificate.hexDigest}`
const stolen = `Hash=${victim.hexDigest}`
const stolenCert = `Cert="${victim.escapedPem}"`

async function read(value: string): Promise<string | undefined> {
  const evidence = readForwardedClientCert(value)
  if (evidence?.kind === 'thumbprint') return evidence.thumbprint
  return evidence?.kind === 'certificate' ? sha256Bytes(evidence.der) : undefined
}

describe('X-Forwarded-Client-Cert', () => {
  test.each([
    ['a certificate', cert],
    ['a digest', hash],
    ['both', `${hash};${cert}`],
    [
      'everything that Envoy writes',
      `By=spiffe://a/b;${hash};${cert};Chain="x%0A";Subject="CN=a, O=\\"b\\"";URI=spiffe://c/d;DNS=a.test;DNS=b.test`,
    ],
    ['keys in capitals', `${hash.replace('Hash', 'HASH')};${cert.replace('Cert', 'CERT')}`],
    ['keys in lower case', `${hash.replace('Hash', 'hash')};${cert.replace('Cert', 'cert')}`],
    ['a digest in capitals', `Hash=${certificate.hexDigest.toUpperCase()}`],
    ['a quoted digest', `Hash="${certificate.hexDigest}"`],
    ['a certificate without quotes', `Cert=${certificate.escapedPem}`],
    ['empty values', `By=;${hash};Subject="";URI=`],
    ['a separator at the end', `${hash};${cert};Chain="x";`],
    ['spaces around separators', ` By=a ; ${hash} ; ${cert} `],
    [
      'Azure Container Apps',
      `Hash=${certificate.hexDigest};${cert};Chain="${certificate.escapedPem}"`,
    ],
    ['separators in quotes', `Subject="CN=a;b,c=d";${hash}`],
    ['quotes in quotes', `Subject="\\",Hash=x;\\\\";${hash}`],
    ['an equals sign in a value', `By=a=b=c;${hash}`],
  ])('[R141, R148] with %s', async (_what, value) => {
    expect(await read(value)).toBe(certificate.thumbprint)
  })

  test('[R141] a certificate is what counts beside a digest', async () => {
    expect(await read(`${stolen};${cert}`)).toBe(certificate.thumbprint)
  })

  test.each([
    ['one before', `${stolen},${hash}`],
    ['one before, with a space', `${stolen}, ${hash}`],
    ['one before, with a certificate', `${stolenCert};${stolen},${cert}`],
    ['several', `${stolen},${stolen},By=x,${hash}`],
    ['an empty one before', `,${hash}`],
  ])('[R141, A21] the last of several elements: %s', async (_what, value) => {
    expect(await read(value)).toBe(certificate.thumbprint)
  })

  test.each([
    ['no certificate in the last element', `${hash},By=x`],
    ['an empty last element', `${hash},`],
    ['an empty last element with a space', `${hash}, `],
    ['two digests', `${hash};${hash}`],
    ['two certificates', `${cert};${cert}`],
    ['two digests in two cases', `${hash};HASH=${certificate.hexDigest}`],
    ['a digest that is too short', hash.slice(0, -1)],
    ['a digest that is too long', `${hash}0`],
    ['a digest that is not hexadecimal', `Hash=${'g'.repeat(64)}`],
    ['a digest in base64url', `Hash=${certificate.thumbprint}`],
    ['an empty digest', 'Hash='],
    ['an empty certificate', 'Cert=""'],
    ['an empty certificate beside a digest', `Cert="";${hash}`],
    ['a certificate that is none beside a digest', `Cert="junk";${hash}`],
    ['a quote that is not closed', `${hash};Subject="a`],
    ['a quote that closes too early', `${hash};Subject="a"b`],
    ['a quote that opens too late', `${hash};Subject=a"b"`],
    ['a key without a value', `Hash;${cert}`],
    ['a value without a key', `=x;${cert}`],
    ['a backslash without quotes', `By=a\\;${hash}`],
    ['JSON', `[{"hash":"${certificate.hexDigest}"}]`],
    ['a line break', `By=a\n;${hash}x`],
    ['only separators', ';,;'],
  ])('[R139, R141] with %s there is none', async (_what, value) => {
    expect(await read(value)).toBeUndefined()
  })
})

describe('[A21] a client that writes an element of its own before that of the proxy', () => {
  const subject = (text: string) => `Subject="${text}"`
  const own = [
    `By=p;${hash};${cert};${subject('CN=client')}`,
    `By=p;${hash};${cert}`,
    `By=p;${hash}`,
    // The client chose its subject: RFC 2253 escapes quotes and commas.
    `By=p;${hash};${cert};${subject('CN=a\\"b\\,Hash=x\\,y')}`,
    `By=p;${hash};${subject(`CN=\\"\\,${stolen}\\,\\"`)}`,
    `By=p;${hash};${subject(`CN=x\\"\\;${stolen}`)}`,
  ]
  const piece = fc.oneof(
    fc.constantFrom('"', '\\', ',', ';', '=', '\\"', ' ', 'Subject="', 'By="', 'x', '"x', '="'),
    fc.constantFrom(stolen, stolenCert, 'Hash=', 'Cert="'),
  )

  test('never passes for another', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(piece, { maxLength: 8 }),
        fc.constantFrom(...own),
        fc.constantFrom(',', ', '),
        async (pieces, element, comma) => {
          const thumbprint = await read(`${pieces.join('')}${comma}${element}`)
          expect([certificate.thumbprint, undefined]).toContain(thumbprint)
        },
      ),
      { numRuns: 500 },
    )
  })

  test('and nothing that it writes throws or takes long', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii', maxLength: 200 }), (text) => {
        expect(readForwardedClientCert(text)).toBeUndefined()
      }),
    )
    const startedAt = performance.now()
    for (const part of ['\\', '"', '\\"', 'a=', ';', ',', '="\\', ' ']) {
      expect(readForwardedClientCert(part.repeat(8000))).toBeUndefined()
    }
    expect(performance.now() - startedAt).toBeLessThan(200)
  })
})

describe('a long X-Forwarded-Client-Cert that is none', () => {
  // Their square would take minutes, far beyond the time that a test has.
  const spaces = ' '.repeat(100_000)

  test.each([
    ['spaces in a value', `By=${spaces}"`],
    ['spaces before a pair', `${spaces}"`],
    ['spaces between elements', `By=a${spaces}\\`],
    ['names', `${'a'.repeat(100_000)}"`],
    ['pairs', `${'a=b;'.repeat(25_000)}"`],
    ['a value in quotes that does not end', `By="${'\\"'.repeat(50_000)}`],
  ])('[R40, R139] costs no more than its length: %s', (_what, value) => {
    expect(readForwardedClientCert(value)).toBeUndefined()
  })
})
