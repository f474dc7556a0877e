import { describe, expect, test } from 'vitest'
import {
  type AuthorizationDetailMatcher,
  allOf,
  anyOf,
  authorizationDetails,
  scopes,
} from '../../src/index.js'
import type { JsonValue } from '../../src/lib/json.js'
import { context, judge } from '../support/access-token.js'
import { configurationError } from '../support/errors.js'

const here = context.resource ?? ''
const type = 'account_information'
const read = { actions: ['read'] }

async function permits(
  matcher: AuthorizationDetailMatcher,
  details: JsonValue | undefined,
  told = {},
): Promise<boolean> {
  const policy = authorizationDetails(type, matcher)
  const claims = details === undefined ? {} : { authorization_details: details }
  const denial = await judge(policy, claims, told)
  if (denial !== undefined) {
    expect(denial).toMatchObject({
      code: 'authorization_details_insufficient',
      status: 403,
      error: 'insufficient_scope',
    })
  }
  return denial === undefined
}

describe('an entry permits by itself, and wholly, or not at all', () => {
  test.each<[matcher: AuthorizationDetailMatcher, detail: Record<string, JsonValue>]>([
    [read, { actions: ['read'] }],
    [read, { actions: ['list', 'read'] }],
    [{ actions: ['list', 'read'] }, { actions: ['read', 'other', 'list'] }],
    [{ identifier: 'a-1' }, { identifier: 'a-1' }],
    [
      { ...read, datatypes: ['contacts'], privileges: ['admin'] },
      { ...read, datatypes: ['contacts'], privileges: ['admin'] },
    ],
    [
      { limit: 5, urgent: false, note: null },
      { limit: 5, urgent: false, note: null },
    ],
    [{ limit: (value) => Number(value) >= 5 }, { limit: 5 }],
    [{ ...read, note: () => true }, read],
    [{ actions: (value) => Array.isArray(value) }, { actions: [] }],
    [{}, {}],
  ])('[R173] %j permits with %j', async (matcher, detail) => {
    expect(await permits(matcher, [{ type, ...detail }])).toBe(true)
  })

  test.each<[matcher: AuthorizationDetailMatcher, detail: Record<string, JsonValue>]>([
    [read, {}],
    [read, { actions: [] }],
    [read, { actions: ['write'] }],
    [read, { actions: 'read' }],
    [read, { actions: [['read']] }],
    [{ actions: ['read', 'write'] }, { actions: ['read'] }],
    [{ ...read, identifier: 'a-1' }, read],
    [{ identifier: 'a-1' }, { identifier: 'a-2' }],
    [{ identifier: 'a-1' }, { identifier: ['a-1'] }],
    [
      { ...read, privileges: ['admin'] },
      { ...read, privileges: ['user'] },
    ],
    [
      { ...read, datatypes: ['contacts'] },
      { ...read, datatypes: ['photos'] },
    ],
    [{ limit: 5 }, { limit: '5' }],
    [{ limit: 5 }, { limit: { valueOf: 5 } }],
    [{ note: null }, {}],
    [{ constructor: (value: unknown) => value !== undefined }, {}],
  ])('[R173, A35] %j permits nothing with %j', async (matcher, detail) => {
    expect(await permits(matcher, [{ type, ...detail }])).toBe(false)
  })

  test.each<Record<string, JsonValue>>([
    { datatypes: ['contacts'] },
    { identifier: 'a-1' },
    { privileges: ['user'] },
    { accounts: [{ iban: 'DE00' }] },
    { validUntil: 0 },
    { maximum: null },
    JSON.parse('{ "__proto__": { "limit": 1 } }'),
  ])('[R173, A35] a limit that nobody looks at is no permission: %j', async (limit) => {
    const detail = Object.assign(JSON.parse(JSON.stringify({ type, ...read })), {})
    for (const name of Object.keys(limit)) {
      Object.defineProperty(detail, name, { value: limit[name], enumerable: true })
    }
    expect(await permits(read, [{ type, ...read }])).toBe(true)
    expect(await permits(read, [detail])).toBe(false)
  })

  test('[R173, A35] two entries do not add up to one', async () => {
    const both = { actions: ['read', 'write'] }
    const halves = [
      { type, actions: ['read'] },
      { type, actions: ['write'] },
    ]
    expect(await permits(both, halves)).toBe(false)
    expect(await permits(both, [...halves, { type, ...both }])).toBe(true)
  })

  test.each([
    ['ACTIONS read', 'READ'],
    ['a composed letter', '\u00e9'],
    ['a decomposed one', 'e\u0301'],
    ['a space', 'read '],
  ])('[R172] strings are compared without normalisation: %s', async (_what, action) => {
    const twin: Readonly<Record<string, string>> = { '\u00e9': 'e\u0301', 'e\u0301': '\u00e9' }
    const other = twin[action] ?? 'read'
    expect(await permits({ actions: [other] }, [{ type, actions: [action] }])).toBe(false)
    expect(await permits({ actions: [action] }, [{ type, actions: [action] }])).toBe(true)
  })
})

describe('what grants nothing', () => {
  test.each<[what: string, details: JsonValue | undefined]>([
    ['no claim', undefined],
    ['null', null],
    ['an object', { type, ...read }],
    ['a text', JSON.stringify([{ type, ...read }])],
    ['an empty list', []],
    ['a text in the list', [type]],
    ['null in the list', [null]],
    ['a list in the list', [[{ type, ...read }]]],
    ['an entry without type', [read]],
    ['a type that is a list', [{ type: [type], ...read }]],
    ['another type', [{ type: 'payment_initiation', ...read }]],
    ['the type in another case', [{ type: type.toUpperCase(), ...read }]],
    ['the type and more', [{ type: `${type}_v2`, ...read }]],
  ])('[R171, R173, A35] %s', async (_what, details) => {
    expect(await permits(read, details)).toBe(false)
    expect(await permits(() => true, details)).toBe(false)
  })

  test.each<Record<string, JsonValue>>([
    { actions: 'read' },
    { actions: [1] },
    { actions: null },
    { datatypes: {} },
    { privileges: [null] },
    { locations: here },
    { locations: null },
    { locations: [null] },
    { identifier: 5 },
  ])('[R173, A35] a malformed common member, whatever the function says: %j', async (malformed) => {
    expect(await permits(() => true, [{ type, ...malformed }])).toBe(false)
  })

  test('[R173] a malformed entry does not spoil a good one', async () => {
    expect(await permits(read, [null, { type: 1 }, { type, ...read }])).toBe(true)
  })
})

describe('locations', () => {
  const at = (...locations: string[]) => [{ type, locations, ...read }]

  test.each([[[here]], [['https://other.example.com', here]]])(
    '[R173] %j is here',
    async (locations) => {
      expect(await permits(read, at(...locations))).toBe(true)
      expect(await permits(() => true, at(...locations))).toBe(true)
    },
  )

  test.each([
    [[]],
    [['https://other.example.com']],
    [[`${here}/`]],
    [[here.toUpperCase()]],
    [[`${here}.evil.example`]],
  ])('[R173, A35] %j is elsewhere', async (locations) => {
    expect(await permits(read, at(...locations))).toBe(false)
    expect(await permits(() => true, at(...locations))).toBe(false)
  })

  test('[R173, A35] a guard without a name of its own is nowhere', async () => {
    const nameless = { resource: undefined }
    expect(await permits(read, at(here), nameless)).toBe(false)
    expect(await permits(read, [{ type, ...read }], nameless)).toBe(true)
  })

  test('[R173] the matcher may say how this API is called, in place of the guard', async () => {
    const named = { ...read, locations: ['https://api.example.com/accounts', 'urn:accounts'] }
    expect(await permits(named, at('urn:accounts'))).toBe(true)
    expect(await permits(named, at(here))).toBe(false)
    expect(await permits(named, [{ type, ...read }])).toBe(true)
  })
})

describe('a function', () => {
  test('is given each entry of the type, and anything but true permits nothing', async () => {
    const seen: unknown[] = []
    const details = [{ type: 'other' }, { type, n: 1 }, { type, n: 2 }]
    const sloppy: unknown = (detail: unknown) => void seen.push(detail)
    expect(await permits(sloppy as () => boolean, details)).toBe(false)
    expect(seen).toEqual(details.slice(1))
    for (const answer of ['yes', 1, {}, Promise.resolve(true)]) {
      expect(await permits((() => answer) as () => boolean, details)).toBe(false)
      expect(await permits({ n: (() => answer) as () => boolean }, details)).toBe(false)
    }
  })
})

test('functions are told the time, as policies are', async () => {
  const told: unknown[] = []
  const note = (_value: unknown, given: unknown) => told.push(given) > 0
  expect(await permits(note, [{ type }])).toBe(true)
  expect(await permits({ note }, [{ type }])).toBe(true)
  expect(told).toEqual([context, context])
})

describe('a policy', () => {
  test('[R171] says which types it looks at, for the metadata', () => {
    const a = authorizationDetails('a', read)
    const b = authorizationDetails('b', read)
    expect(a).toMatchObject({ scopes: [], authorizationDetailsTypes: ['a'] })
    expect(allOf(a, scopes('s'), b, a).authorizationDetailsTypes).toEqual(['a', 'b'])
    expect(anyOf(scopes('s'), allOf(b, a)).authorizationDetailsTypes).toEqual(['b', 'a'])
  })

  test('says in the log whether there was any entry of the type', async () => {
    const policy = authorizationDetails(type, read)
    const message = async (details: JsonValue) =>
      (await judge(policy, { authorization_details: details }))?.message
    expect(await message([])).toBe(`It has no authorization detail of type "${type}"`)
    expect(await message([{ type }])).toBe(
      `It has no fitting authorization detail of type "${type}"`,
    )
  })

  test.each<[type: unknown, matcher: unknown]>([
    ['', read],
    [undefined, read],
    [5, read],
    [type, undefined],
    [type, null],
    [type, 'read'],
    [type, ['read']],
    [type, { type: 'other' }],
    [type, { actions: [] }],
    [type, { actions: undefined }],
    [type, { actions: new Array(1) }],
    [type, { actions: [['read']] }],
    [type, { actions: ['read', ['write']] }],
    [type, { account: { iban: 'DE00' } }],
    [type, { locations: 'https://api.example.com' }],
    [type, { locations: [5] }],
    [type, { locations: [] }],
  ])('%j with %j is a mistake', (wrongType, matcher) => {
    const make = () =>
      authorizationDetails(wrongType as string, matcher as AuthorizationDetailMatcher)
    expect(configurationError(make)).toMatchObject({
      code: 'option_invalid',
      message: expect.stringContaining("write authorizationDetails('payment_initiation'"),
    })
  })
})
