import { createTestIssuer } from '@portcullis/testing'
import { describe, expect, test } from 'vitest'
import type { Preset } from '../../src/index.js'
import { createResourceServer } from '../../src/index.js'
import { present } from '../support/guard.js'
import { type Claims, type Recorded, recorded } from './recorded.js'

const refused = 'token_type_not_access_token'
const issuer = await createTestIssuer()

function guardWith(preset: Preset) {
  return createResourceServer({
    issuers: [{ issuer: issuer.issuer, preset }],
    audience: 'api1',
    fetch: issuer.fetch,
    clock: issuer.clock,
  })
}

const usual = ['sub', 'client_id', 'aud', 'scope', 'jti']

/** Signed by the right issuer, for the right API: only what kind of token it is may decide. */
function signed(claims: Claims, typ: string | undefined) {
  const own = { aud: 'api1', ...claims }
  const remove = usual.filter((name) => !(name in own))
  return issuer.token({ claims: own, header: { typ }, remove })
}

/**
 * Access tokens of one product that another one's preset takes, because they show all of its markers. What is
 * not written here is refused.
 */
const alike: Readonly<Record<string, readonly string[]>> = {
  Auth0: ['Keycloak access', 'Keycloak machine'],
  PingOne: ['Amazon Cognito access', 'Amazon Cognito machine'],
  Ory: ['Keycloak machine'],
}

const kinds = ['access', 'machine'] as const
const pairs = recorded.flatMap((mine) =>
  recorded.filter((other) => other !== mine).map((other): [Recorded, Recorded] => [mine, other]),
)

describe.each(pairs)('$0.preset.name', (mine, other) => {
  test.each(kinds)(`[A6, R58, C7] an ${other.preset.name} %s token`, async (kind) => {
    const saysSo = other.typ === 'at+jwt'
    const isAlike = alike[mine.preset.name]?.includes(`${other.preset.name} ${kind}`) === true
    const token = await signed({ ...other[kind], aud: 'api1' }, other.typ)
    const code = await present(guardWith(mine.preset), token)
    expect(code).toBe(saysSo || isAlike ? 'granted' : refused)
  })

  test(`[A6, R72] an ${other.preset.name} ID token for the API`, async () => {
    const guard = guardWith(mine.preset)
    for (const typ of ['JWT', undefined]) {
      expect(await present(guard, await signed({ ...other.id, aud: 'api1' }, typ))).toBe(refused)
    }
  })
})

const demanding = recorded.flatMap((one) => {
  const { otherTokenTypes } = one.preset
  return (otherTokenTypes?.markers ?? []).map((marker, index) => ({ one, index, marker }))
})

test.each(demanding)(
  '[C7, A6] $one.preset.name: a token without its marker $index is refused',
  async ({ one, marker }) => {
    if ('without' in marker) throw new Error('A marker of a kind of token is a claim')
    const { access, typ, preset } = one
    const names = [marker.claim].flat()
    const rest = Object.entries(access).filter(([name]) => !names.includes(name))
    const guard = guardWith(preset)
    expect(await present(guard, await signed({ ...access, aud: 'api1' }, typ))).toBe('granted')
    const bare: Claims = { ...Object.fromEntries(rest), aud: 'api1' }
    expect(await present(guard, await signed(bare, typ))).toBe(refused)
    const wrong = marker.value === undefined ? ['', null] : ['', null, 'ID', 'id', ['Bearer']]
    for (const value of wrong) {
      const empty = Object.fromEntries(names.map((name) => [name, value]))
      expect(await present(guard, await signed({ ...bare, ...empty }, typ))).toBe(refused)
    }
  },
)

test.each(recorded.filter(({ typ }) => typ === undefined))(
  '[R58] $preset.name writes no typ, so that JWT is refused',
  async ({ preset, access }) => {
    const token = await signed({ ...access, aud: 'api1' }, 'JWT')
    expect(await present(guardWith(preset), token)).toBe(refused)
  },
)

test.each(recorded.filter(({ typ }) => typ === 'JWT'))(
  '[R58] $preset.name writes a typ, so that none is refused',
  async ({ preset, access }) => {
    const token = await signed({ ...access, aud: 'api1' }, undefined)
    expect(await present(guardWith(preset), token)).toBe(refused)
  },
)
