import cluster from 'node:cluster'
import { describe, expect, test } from 'vitest'
import { algorithmNames, memoryReplayStore } from '../../src/index.js'
import { readDPoP } from '../../src/options/read-dpop.js'
import { configurationError } from '../support/errors.js'

const clock = () => 1_700_000_000_000
const secret = 'x'.repeat(32)

function read(dpop?: unknown, replayStore?: unknown) {
  const options = { dpop, replayStore } as Parameters<typeof readDPoP>[0]
  return readDPoP(options, clock)
}

function refusalOf(dpop?: unknown, replayStore?: unknown) {
  return configurationError(() => read(dpop, replayStore))
}

describe('dpop', () => {
  test('[C6, R106] is allowed by default, 60 s back and 10 s ahead, with every algorithm', () => {
    for (const dpop of [undefined, {}, 'allowed', { mode: 'allowed' }, { mode: undefined }]) {
      expect(read(dpop)).toEqual({
        required: false,
        algorithms: new Set(algorithmNames),
        proofMaxAgeSeconds: 60,
        proofMaxFutureSeconds: 10,
        maximumProofLength: 8192,
        maximumJtiLength: 256,
        nonce: undefined,
        replayStore: { reserve: expect.any(Function) },
      })
    }
  })

  test('can be off, or required', () => {
    expect(read('off')).toBeUndefined()
    expect(read({ mode: 'off' })).toBeUndefined()
    expect(read('required')?.required).toBe(true)
    expect(read({ mode: 'required' })?.required).toBe(true)
  })

  test.each([
    ['proofMaxAgeSeconds', 1, 3600],
    ['proofMaxFutureSeconds', 0, 300],
    ['maximumProofLength', 256, 65_536],
    ['maximumJtiLength', 16, 4096],
  ] as const)('%s is a number from %d to %d', (name, from, to) => {
    expect(read({ [name]: from })?.[name]).toBe(from)
    expect(read({ [name]: to })?.[name]).toBe(to)
    for (const wrong of [
      from - 1,
      to + 1,
      -1,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      '60',
      null,
      true,
    ]) {
      expect(refusalOf({ [name]: wrong }).message).toMatch(
        new RegExp(`^dpop\\.${name} is .*: write a number from ${from} to ${to}`),
      )
    }
  })

  test('[R98] algorithms are names of asymmetric ones, and not none of them', () => {
    const { algorithms } = read({ algorithms: ['EdDSA', 'ES256'] }) ?? {}
    expect(algorithms).toEqual(new Set(['EdDSA', 'ES256']))
    for (const wrong of [
      [],
      ['none'],
      ['HS256'],
      ['ES256', 'HS256'],
      ['es256'],
      'constructor',
      7,
      null,
    ]) {
      expect(refusalOf({ algorithms: wrong }).message).toMatch(/^dpop\.algorithms /)
    }
  })

  test.each([
    ['on', /^dpop is "on": write 'allowed' or 'required' or 'off'/],
    [true, /^dpop is true: write 'allowed' or 'required' or 'off' or an object/],
    [null, /^dpop is null: write/],
    [['required'], /^dpop is \["required"\]: write/],
    [{ mode: 'on' }, /^dpop\.mode is "on": write 'allowed' or/],
    [{ required: true }, /^dpop has no option "required"/],
    [{ mode: 'off', proofMaxAgeSeconds: 0 }, /^dpop\.proofMaxAgeSeconds is 0: write a number/],
    [{ maxProofLength: 1 }, /^dpop has no option "maxProofLength"/],
  ])('%j is refused', (dpop, sentence) => {
    expect(refusalOf(dpop).message).toMatch(sentence)
  })
})

describe('dpop.nonce', () => {
  test('[R119] is required by default, for 300 s', () => {
    expect(read({ nonce: { secrets: [secret] } })?.nonce).toEqual({
      mode: 'required',
      secrets: [new TextEncoder().encode(secret)],
      lifetimeSeconds: 300,
    })
    const { nonce } =
      read({ nonce: { mode: 'optional', secrets: [secret], lifetimeSeconds: 10 } }) ?? {}
    expect([nonce?.mode, nonce?.lifetimeSeconds]).toEqual(['optional', 10])
  })

  test('[R118] takes text and bytes of 32 and more, and keeps a copy', () => {
    const bytes = new Uint8Array(32).fill(7)
    const { nonce } = read({ nonce: { secrets: ['ü'.repeat(16), bytes] } }) ?? {}
    bytes.fill(0)
    expect(nonce?.secrets.map((each) => each.length)).toEqual([32, 32])
    expect(nonce?.secrets[1]?.[0]).toBe(7)
  })

  test.each([
    undefined,
    null,
    [],
    secret,
    [''],
    ['x'.repeat(31)],
    [secret, 'short'],
    [new Uint8Array(31)],
    [7],
    [null],
    [[secret]],
    {},
  ])('[R116, R118] secrets %j are refused, and not repeated', (secrets) => {
    const { message } = refusalOf({ nonce: { secrets } })
    expect(message).toMatch(
      /^dpop\.nonce\.secrets is not a list of secrets: write at least one of 32 bytes/,
    )
    expect(message).not.toContain('xxx')
  })

  test.each([
    [
      { secrets: [secret], mode: 'on' },
      /^dpop\.nonce\.mode is "on": write 'required' or 'optional'/,
    ],
    [
      { secrets: [secret], lifetimeSeconds: 9 },
      /^dpop\.nonce\.lifetimeSeconds is 9: write a number from 10/,
    ],
    [{ secrets: [secret], lifetimeSeconds: 3601 }, /write a number from 10 to 3600/],
    [{ secret }, /^dpop\.nonce has no option "secret": did you mean secrets\?/],
    [[], /^dpop\.nonce is /],
    [true, /^dpop\.nonce is /],
  ])('%j is refused', (nonce, sentence) => {
    const { message } = refusalOf({ nonce })
    expect(message).toMatch(sentence)
    expect(message).not.toContain(secret)
  })
})

describe('replayStore', () => {
  test('[R120] is the one that is given', () => {
    const store = { reserve: () => true }
    expect(read('allowed', store)?.replayStore).toBe(store)
  })

  test.each([null, {}, { reserve: true }, 'redis', () => true])('%j is refused', (store) => {
    expect(refusalOf('allowed', store).message).toMatch(
      /^replayStore is .*: write an object with reserve\(key, expiresAt, acceptableSince\)/,
    )
  })

  test('[R120] of its own goes by the clock of the guard', () => {
    const store = read()?.replayStore
    const key = 'A'.repeat(43)
    expect(store?.reserve(key, 1_700_000_060, 1_699_999_985)).toBe(true)
    expect(store?.reserve(key, 1_700_000_060, 1_699_999_985)).toBe(false)
  })
})

describe('[R120, A13] in a worker of node:cluster', () => {
  test('a memory of its own must be asked for', () => {
    Object.assign(cluster, { isWorker: true })
    try {
      const error = refusalOf()
      expect(error.code).toBe('option_missing')
      expect(error.message).toMatch(
        /^replayStore is missing: in a cluster worker a proof could be used once in each process; write a shared store, or replayStore: memoryReplayStore\(\) .* or dpop: 'off'/,
      )
      expect(read('allowed', memoryReplayStore())?.replayStore).toBeDefined()
      expect(read('off')).toBeUndefined()
    } finally {
      Object.assign(cluster, { isWorker: false })
    }
  })
})
