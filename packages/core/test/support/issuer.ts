import { randomUUID } from 'node:crypto'
import type { TestIssuer } from '@portcullis/testing'
import { afterEach, beforeEach, expect } from 'vitest'
import { Breakdown, type ResourceServer } from '../../src/index.js'
import { Issuer, type IssuerOptions, type KeyTimes } from '../../src/issuer/index.js'
import type { Fetch } from '../../src/lib/bounded-fetch.js'
import { guardFor } from './guard.js'

type Extra = Partial<Omit<IssuerOptions, 'keyTimes'>> & { readonly keyTimes?: Partial<KeyTimes> }

const keyTimes = { freshSeconds: 600, usableSeconds: 3600, cooldownSeconds: 30, waitSeconds: 10 }

/** The side of the guard that knows one test issuer, with the guard's defaults. */
export function issuerFor(of: TestIssuer, extra: Extra = {}): Issuer {
  const { issuer: identifier, fetch, clock } = of
  return new Issuer({
    identifier,
    fetch,
    clock,
    timeoutSeconds: 5,
    ...extra,
    keyTimes: { ...keyTimes, ...extra.keyTimes },
  })
}

/** A guard whose keys are at hand, and its issuer with its counters back at none. */
export async function warmGuardFor(of: TestIssuer): Promise<ResourceServer> {
  const guard = guardFor(of)
  await guard.warmUp()
  of.requests.reset()
  return guard
}

/** A token that names a key which no issuer has. */
export function tokenOfUnknownKey(of: TestIssuer): Promise<string> {
  return of.token({ header: { kid: randomUUID() } })
}

/** The breakdown that an action must end in. */
export async function breakdownOf(action: Promise<unknown>): Promise<Breakdown> {
  const error = await action.then(
    () => new Error('Nothing was thrown'),
    (reason: unknown) => reason,
  )
  if (error instanceof Breakdown) return error
  throw error
}

/** A `fetch` whose answers can be held back, made but not delivered. */
export interface Gate {
  readonly fetch: Fetch
  /** Holds back what is answered from now on. */
  shut(): void
  /** Delivers what was held back. */
  open(): void
}

export function gateBefore(fetch: Fetch): Gate {
  let passage = Promise.resolve()
  let open = () => {}
  return {
    fetch: async (url, init) => {
      const held = passage
      const response = await fetch(url, init)
      await held
      return response
    },
    shut: () => {
      passage = new Promise((resolve) => {
        open = resolve
      })
    },
    open: () => {
      passage = Promise.resolve()
      open()
    },
  }
}

/** From here to the end of each test of the file no rejection may go unhandled. */
export function forbidUnhandledRejections(): void {
  let seen: unknown[] = []
  const note = (reason: unknown) => void seen.push(reason)
  beforeEach(() => {
    seen = []
    process.on('unhandledRejection', note)
  })
  afterEach(async () => {
    await macrotask()
    await macrotask()
    process.off('unhandledRejection', note)
    expect(seen).toEqual([])
  })
}

/** Lets everything run that waits for nothing but its turn. */
export function macrotask(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

/** A promise with its handles, as later platforms have it built in. */
export function withResolvers<T>() {
  let resolve: (value: T) => void = () => {}
  let reject: (reason: unknown) => void = () => {}
  const promise = new Promise<T>((keep, break_) => {
    resolve = keep
    reject = break_
  })
  return { promise, resolve, reject }
}

export async function waitUntil(condition: () => boolean): Promise<void> {
  await expect.poll(condition).toBe(true)
}
