import { describe, expect, it } from 'vitest'
import { EnvironmentError, readLocalSettings } from '../src/index.js'

describe('readLocalSettings', () => {
  it('has the usual scope and takes proofs', () => {
    expect(readLocalSettings({})).toEqual({
      scope: 'local-api',
      dpop: { mode: 'allowed' },
      mtls: { mode: 'off' },
    })
  })

  it('takes what is said', () => {
    const secret = 'a secret of thirty-two characters'
    const variables = {
      LOCAL_SCOPE: 'api1.read',
      DPOP: 'required',
      DPOP_NONCE: 'required',
      DPOP_NONCE_SECRET: secret,
      MTLS: 'required',
      CLIENT_CERTIFICATE: 'tls',
      TLS_CERT: 'cert.pem',
    }
    expect(readLocalSettings(variables)).toEqual({
      scope: 'api1.read',
      dpop: { mode: 'required', nonce: { secrets: [secret] } },
      mtls: { mode: 'required', certificateFrom: 'tls' },
    })
  })

  it.each([
    [{ LOCAL_SCOPE: 'two words' }, /^LOCAL_SCOPE must be one scope such as local-api, got "two wo/],
    [{ DPOP: 'perhaps' }, /^DPOP must be one of/],
    [{ DPOP_NONCE: 'required' }, /^DPOP_NONCE_SECRET is missing/],
    [{ DPOP_NONCE: 'required', DPOP_NONCE_SECRET: 'short' }, /^DPOP_NONCE_SECRET must have at le/],
    [{ MTLS: 'perhaps' }, /^MTLS must be one of/],
    [{ MTLS: 'allowed' }, /^MTLS cannot be allowed without TLS_CERT and TLS_KEY/],
    [{ MTLS: 'required' }, /^MTLS cannot be required without TLS_CERT and TLS_KEY/],
    [{ CLIENT_CERTIFICATE: 'nginx' }, /^CLIENT_CERTIFICATE must be tls here, got "nginx"/],
  ])('refuses %j', (variables, sentence) => {
    expect(() => readLocalSettings(variables)).toThrow(EnvironmentError)
    expect(() => readLocalSettings(variables)).toThrow(sentence)
  })
})
