import { createTestIssuer } from '@portcullis/testing'
import { describe, expect, test } from 'vitest'
import { guardFor, present } from '../support/guard.js'

/** An issuer whose tokens last for hours, and a guard that has seen one of them. */
async function seenOnce(claimsAt: (now: number) => Readonly<Record<string, unknown>> = () => ({})) {
  const issuer = await createTestIssuer()
  const guard = guardFor(issuer, { clockToleranceSeconds: 0 })
  const now = Math.floor(issuer.clock.seconds())
  const token = await issuer.token({ claims: { exp: now + 7200, ...claimsAt(now) } })
  expect(await present(guard, token)).toBe('granted')
  return { issuer, guard, token, now }
}

/** Long enough for a renewal in the background to land. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((done) => setImmediate(done))
}

describe('a token that was seen before is judged again', () => {
  test('[R38] when it is over it is over', async () => {
    const { issuer, guard, token, now } = await seenOnce()
    issuer.clock.set((now + 7200) * 1000 - 1)
    expect(await present(guard, token)).toBe('granted')
    issuer.clock.set((now + 7200) * 1000)
    expect(await present(guard, token)).toBe('token_expired')
  })

  test('[R39, R40, A40] when the clock is set back it is not valid yet', async () => {
    const { issuer, guard, token } = await seenOnce((now) => ({ nbf: now }))
    issuer.clock.advance(-30)
    expect(await present(guard, token)).toBe('token_not_yet_valid')
  })

  test('[R68] when its key is withdrawn it is no longer believed', async () => {
    const { issuer, guard, token } = await seenOnce()
    const { kid } = issuer.keys.current()
    issuer.keys.rotate()
    issuer.keys.withdraw(kid)
    issuer.clock.advance(601)
    await present(guard, token)
    await settle()
    expect(await present(guard, token)).toBe('signing_key_unknown')
  })

  test('[C8] when nobody can tell any more whether its key is good, that is 503', async () => {
    const { issuer, guard, token } = await seenOnce()
    issuer.fault('jwks', { kind: 'network' })
    issuer.fault('discovery', { kind: 'network' })
    issuer.clock.advance(3500)
    expect(await present(guard, token)).toBe('granted')
    await settle()
    issuer.clock.advance(101)
    expect(await present(guard, token)).toMatch(/^issuer_/)
  })

  test('[R48, A8] another spelling of it is another token', async () => {
    const { issuer, guard, token } = await seenOnce()
    for (const other of [`${token}=`, `${token}A`, token.slice(0, -1), `${token}.`]) {
      expect(await present(guard, other)).not.toBe('granted')
    }
    const [header = '', payload = ''] = token.split('.')
    const [, , signature = ''] = (await issuer.token()).split('.')
    expect(await present(guard, `${header}.${payload}.${signature}`)).toBe('signature_invalid')
  })

  test('by one guard: another makes up its own mind', async () => {
    const { issuer, guard, token } = await seenOnce()
    const strict = guardFor(issuer, { audience: 'api2' })
    expect(await present(strict, token)).toBe('audience_mismatch')
    expect(await present(guard, token)).toBe('granted')
  })
})
