import { generateKeyPairSync, sign } from 'node:crypto'

export interface TestCertificate {
  /** PEM. */
  readonly key: string
  /** PEM. */
  readonly cert: string
  readonly der: Buffer
}

const tags = { integer: 0x02, bits: 0x03, utf8: 0x0c, time: 0x17, sequence: 0x30, set: 0x31 }
const ecdsaWithSha256 = Buffer.from('300a06082a8648ce3d040302', 'hex')
const commonName = Buffer.from('0603550403', 'hex')

/** A key and the smallest X.509 certificate for it, signed by itself. Made anew at each call. */
export function selfSigned(name: string): TestCertificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const attribute = element('sequence', commonName, element('utf8', Buffer.from(name)))
  const who = element('sequence', element('set', attribute))
  const body = element(
    'sequence',
    element('integer', Buffer.of(1)),
    ecdsaWithSha256,
    who,
    element('sequence', time('200101000000Z'), time('491231235959Z')),
    who,
    publicKey.export({ format: 'der', type: 'spki' }),
  )
  const signature = element('bits', Buffer.of(0), sign('sha256', body, privateKey))
  const der = element('sequence', body, ecdsaWithSha256, signature)
  const base64 = der.toString('base64').replace(/.{64}/g, '$&\n')
  return {
    key: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`,
    der,
  }
}

function time(text: string): Buffer {
  return element('time', Buffer.from(text))
}

function element(tag: keyof typeof tags, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents)
  const { length } = content
  const lengthBytes = length < 0x80 ? [length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.of(tags[tag], ...lengthBytes), content])
}
