import { createTestIssuer } from '@portcullis/testing'
import { describe, expect, test } from 'vitest'
import { isDenial } from '../../src/index.js'
import type { JsonObject } from '../../src/lib/json.js'
import { readConfirmation } from '../../src/pop/confirmation.js'
import { certificate, peerWith } from '../support/certificates.js'
import { codeOf, guardFor } from '../support/guard.js'
import { createHolder, presentation } from '../support/holder.js'

const issuer = await createTestIssuer()
const holder = createHolder(issuer)
const { thumbprint } = holder.key
const unbound = { keyThumbprint: undefined, certificateThumbprint: undefined }

function read(cnf: unknown) {
  const confirmation = readConfirmation({ cnf } as JsonObject)
  return isDenial(confirmation) ? confirmation.code : confirmation
}

describe('cnf', () => {
  test('[R109] that is absent binds to nothing', () => {
    expect(readConfirmation({})).toEqual(unbound)
    expect(read(undefined)).toEqual(unbound)
  })

  test('[R108, R126, R131] has a key, a certificate, or both', () => {
    const other = certificate.thumbprint
    expect(read({ jkt: thumbprint })).toEqual({ ...unbound, keyThumbprint: thumbprint })
    expect(read({ 'x5t#S256': other })).toEqual({ ...unbound, certificateThumbprint: other })
    expect(read({ jkt: thumbprint, 'x5t#S256': other })).toEqual({
      keyThumbprint: thumbprint,
      certificateThumbprint: other,
    })
  })

  test('[C9] may have members that nobody knows beside one that is verified', () => {
    const unknown = { kid: 'x', jwk: {}, 'kc-jkt-type': 'dpop', jku: 'https://evil.test', x5t: 'y' }
    expect(read({ ...unknown, jkt: thumbprint })).toEqual({ ...unbound, keyThumbprint: thumbprint })
  })

  test.each([
    null,
    true,
    false,
    0,
    1,
    3.5,
    '',
    'not-a-json-object',
    'null',
    '{"jkt":"x"}',
    [],
    [123],
    ['asdf'],
    [{ jkt: thumbprint }],
  ])('[R131, C9] %j is malformed', (cnf) => {
    expect(read(cnf)).toBe('confirmation_malformed')
  })

  test.each([
    null,
    1,
    true,
    '',
    ' ',
    'short',
    `${thumbprint}=`,
    ` ${thumbprint}`,
    thumbprint.replace(/^./, '+'),
    [thumbprint],
    {},
    `${thumbprint}\n`,
  ])('[R131, C9] with the thumbprint %j is malformed', (value) => {
    expect(read({ jkt: value })).toBe('confirmation_malformed')
    expect(read({ 'x5t#S256': value })).toBe('confirmation_malformed')
    expect(read({ jkt: thumbprint, 'x5t#S256': value })).toBe('confirmation_malformed')
    expect(read({ jkt: value, 'x5t#S256': thumbprint })).toBe('confirmation_malformed')
  })

  test.each([
    {},
    { kid: 'x' },
    { jwk: {} },
    { JKT: thumbprint },
    { x5t: thumbprint },
    { 'x5t#s256': thumbprint },
  ])('[R131, C9] %j has nothing that is verified here', (cnf) => {
    expect(read(cnf)).toBe('confirmation_not_supported')
  })
})

describe('a token with such a cnf, and all that could be shown for it', () => {
  const cases = [
    null,
    '',
    'x',
    [],
    {},
    { kid: 'x' },
    { jkt: null },
    { jkt: [thumbprint] },
    JSON.stringify({ jkt: thumbprint }),
  ]

  test.each(cases)('[R109, R111, R131, C9] %j is 401, never granted', async (cnf) => {
    const guard = guardFor(issuer, { mtls: 'allowed' })
    const token = await issuer.token({ claims: { cnf } })
    const peer = peerWith(certificate)
    for (const request of [
      presentation({ token }),
      presentation({ token, peer }),
      holder.presenting(token, {}, { peer }),
    ]) {
      expect(codeOf(await guard.protect(request))).toMatch(/^confirmation_/)
    }
  })

  test('[C9] one member that is known and met is enough, whatever else is there', async () => {
    const guard = guardFor(issuer, { mtls: 'allowed' })
    const token = await issuer.token({ claims: { cnf: { jkt: thumbprint, 'kc-jkt-type': 'x' } } })
    expect(codeOf(await guard.protect(holder.presenting(token)))).toBe('granted')
    const bound = await issuer.token({
      claims: { cnf: { 'x5t#S256': certificate.thumbprint, kid: 'x' } },
    })
    expect(
      codeOf(await guard.protect(presentation({ token: bound, peer: peerWith(certificate) }))),
    ).toBe('granted')
  })
})
