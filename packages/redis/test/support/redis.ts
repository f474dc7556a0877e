import { setTimeout as pause } from 'node:timers/promises'
import { type Breakdown, isBreakdown } from '@portcullis/core'
import type { RunningRedis } from '@portcullis-tooling/services'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'

const cleanups: (() => unknown)[] = []

/** Whatever a test starts is ended after it, the last one first. */
export function ending<T extends { stop(): unknown } | { close(): unknown }>(thing: T): T {
  cleanups.push(() => ('stop' in thing ? thing.stop() : thing.close()))
  return thing
}

export function endAfterEach(): void {
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
  })
}

/** Nothing that happens in a file may reach the process. */
export function forbidUnhandledRejections(): void {
  const rejections: unknown[] = []
  const note = (reason: unknown) => rejections.push(reason)
  beforeAll(() => void process.on('unhandledRejection', note))
  afterAll(async () => {
    await pause(50)
    process.off('unhandledRejection', note)
    expect(rejections).toEqual([])
  })
}

/** Where a store without a prefix of its own notes since when it remembers. */
export const epochKey = 'portcullis:proof:{p}:epoch'

/** Says of a new Redis that no proof was used before: otherwise it refuses the first ones. */
export function declareNew({ command }: RunningRedis) {
  return command('SET', epochKey, '1')
}

/** As the guard makes them. */
export function freshKey(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64url')
}

export const seconds = () => Date.now() / 1000
/** Of a proof that cannot have come before the store was there. */
export const never = Number.POSITIVE_INFINITY

export async function breakdownOf(work: unknown): Promise<Breakdown> {
  const reason = await Promise.resolve(work).then(
    (value) => value,
    (error: unknown) => error,
  )
  if (isBreakdown(reason)) return reason
  throw new Error(`No breakdown, but ${String(reason)}`)
}

/** Asks until the answer is the wanted one; the last one otherwise. */
export async function eventually<T>(ask: () => T | Promise<T>, wanted: (answer: T) => boolean) {
  const deadline = Date.now() + 20_000
  for (;;) {
    const answer = await ask()
    if (wanted(answer) || Date.now() > deadline) return answer
    await pause(20)
  }
}
