import { describe, test } from 'vitest'
import { findService } from './find-service.mjs'

/** @import { ServiceName } from './services.mjs' */

const install = 'pnpm services:install installs it where it is root on Debian'

/**
 * Tests that need programs which not every machine has. Without them they are skipped as one, with the
 * reason in the title, which `pnpm test` prints at its end; under `CI=true` that is a failure instead.
 * @param {ServiceName | readonly ServiceName[]} needed
 * @param {string} title
 * @param {() => void} body
 */
export function describeWith(needed, title, body) {
  const reason = reasonAgainst([needed].flat().filter((name) => findService(name) === undefined))
  if (reason === undefined) return describe(title, body)
  if (process.env.CI === 'true') return describe(title, () => failing(reason))
  return describe.skipIf(true)(`${title} (${reason})`, () => test('all of its tests', () => {}))
}

/** @param {readonly string[]} missing */
export function reasonAgainst(missing) {
  if (missing.length === 0) return undefined
  return `${missing.join(' and ')} not found: ${install}`
}

/** @param {string} reason */
function failing(reason) {
  test('has what it needs', () => {
    throw new Error(reason)
  })
}
