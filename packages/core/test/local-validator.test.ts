import { createTestIssuer, type TestIssuer } from '@portcullis/testing'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import {
  createResourceServer,
  deny,
  type LocalJwtOptions,
  localJwtValidator,
} from '../src/index.js'
import { codeOf, granted } from './support/guard.js'
import { withBearer } from './support/request.js'

let issuer: TestIssuer
beforeAll(async () => {
  issuer = await createTestIssuer({ algorithms: ['ES256', 'RS256'] })
})

/** A guard whose issuer is out of reach, and need not be in it. */
function guardWith(more: Partial<LocalJwtOptions> = {}) {
  const fetch = vi.fn(async () => Promise.reject(new Error('Nobody is to be asked')))
  const validator = localJwtValidator({
    issuer: issuer.issuer,
    audience: ['api1'],
    keys: () => ({ keys: issuer.keys.published() }),
    clock: issuer.clock,
    ...more,
  })
  const { clock } = issuer
  const guard = createResourceServer({
    issuer: issuer.issuer,
    audience: 'api1',
    validators: [validator],
    fetch,
    clock,
  })
  return { fetch, present: async (token: string) => guard.protect(withBearer(token)) }
}

describe('a validator of JWTs from this process', () => {
  test('takes them without a call, and calls them local', async () => {
    const { fetch, present } = guardWith()
    const outcome = await present(await issuer.token())
    expect(granted(outcome)).toMatchObject({ format: 'local', subject: 'user-1' })
    expect(fetch).not.toHaveBeenCalled()
  })

  test('makes no call for a key that nobody knows', async () => {
    const { fetch, present } = guardWith()
    expect(codeOf(await present(await issuer.token({ defect: 'unknown-kid' })))).toBe(
      'signing_key_unknown',
    )
    expect(fetch).not.toHaveBeenCalled()
  })

  test('takes the algorithms that it is told', async () => {
    const { present } = guardWith({ algorithms: ['RS256'] })
    expect(codeOf(await present(await issuer.token()))).toBe('algorithm_not_allowed')
    expect(codeOf(await present(await issuer.token({ algorithm: 'RS256' })))).toBe('granted')
  })

  test('has no tolerance unless told', async () => {
    const exp = issuer.clock.seconds() - 2
    const token = await issuer.token({ claims: { exp } })
    expect(codeOf(await guardWith().present(token))).toBe('token_expired')
    expect(codeOf(await guardWith({ clockToleranceSeconds: 5 }).present(token))).toBe('granted')
  })

  test('has a last question on every use', async () => {
    const confirm = vi.fn<NonNullable<LocalJwtOptions['confirm']>>(() => undefined)
    const { present } = guardWith({ confirm })
    const token = await issuer.token()
    expect(codeOf(await present(token))).toBe('granted')
    expect(codeOf(await present(token))).toBe('granted')
    expect(confirm).toHaveBeenCalledTimes(2)
    expect(confirm.mock.calls[0]?.[0]).toMatchObject({ subject: 'user-1', format: 'local' })
    confirm.mockImplementation(async () => deny('token_inactive', 'It is over'))
    expect(codeOf(await present(token))).toBe('token_inactive')
  })
})
