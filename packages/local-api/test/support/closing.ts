import { afterEach } from 'vitest'

const closing: (() => unknown)[] = []

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

/** Has something done after the test. */
export function afterTest(close: () => unknown): void {
  closing.push(close)
}
