/** `pnpm test`: builds what the tests of apps start, runs every test once, ends with the counts. */
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build, show, top } from './process.mjs'

/** @import { Report } from '@portcullis-tooling/test/report' */

const reporter = join(top, 'tooling/test/reporter.mjs')

/**
 * A path is made absolute, so that it means the same to every project: `packages/core`, `tooling`.
 * @param {string} arg
 */
function asFilter(arg) {
  const path = join(top, arg)
  return existsSync(path) ? path : arg
}

/** `pnpm test -- packages/core` and `pnpm test packages/core` are the same. */
const args = process.argv
  .slice(2)
  .filter((arg, index) => index > 0 || arg !== '--')
  .map(asFilter)

/**
 * A run that ends without a report, or without a single test, has failed.
 * @param {string} path
 * @returns {Promise<Report>}
 */
async function runVitest(path) {
  const vitest = [join(top, 'node_modules/.bin/vitest'), 'run']
  const reporters = ['--reporter=default', `--reporter=${reporter}`]
  const code = await show([...vitest, ...reporters, ...args], {
    env: { PORTCULLIS_TEST_REPORT: path },
  })
  const nothing = { passed: 0, failed: 1, skipped: [], proven: [], cited: [] }
  const report = await readFile(path, 'utf8').then(JSON.parse, () => nothing)
  const wentWrong = code !== 0 || report.passed === 0
  return wentWrong ? { ...report, failed: Math.max(1, report.failed) } : report
}

/** Where the report goes: the caller's file, or one that nobody needs afterwards. */
async function test() {
  const kept = process.env.PORTCULLIS_TEST_REPORT
  if (kept !== undefined) return runVitest(kept)
  const folder = await mkdtemp(join(tmpdir(), 'portcullis-test-'))
  try {
    return await runVitest(join(folder, 'report.json'))
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** @param {Pick<Report, 'passed' | 'failed' | 'skipped'>} report */
function conclude({ passed, failed, skipped }) {
  for (const title of skipped) console.log(`skipped: ${title}`)
  const ending = skipped.length > 0 ? `, ${skipped.length} skipped` : ''
  process.exitCode = failed > 0 ? 1 : 0
  console.log(`${passed} passed, ${failed} failed${ending}`)
}

const built = await build()
conclude(built ? await test() : { passed: 0, failed: 1, skipped: [] })
