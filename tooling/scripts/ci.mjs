/** `.ci/run`: every check, cheap ones first; a failing one hides no other; ends with the counts. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { capture, show } from './process.mjs'

/** Exactly what the README says, so that a newcomer's command is the one that is checked. */
const pnpm = ['npx', '-y', 'pnpm@10']
const onlyErrors = '--output-logs=errors-only'
const stepLimitMilliseconds = 15 * 60_000

const folder = await mkdtemp(join(tmpdir(), 'portcullis-ci-'))
const report = join(folder, 'report.json')
const started = Date.now()
const total = { passed: 0, failed: 0 }
/** @type {string[]} */
const failures = []

/** @param {number} since */
function secondsSince(since) {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`
}

/** @param {string[]} command */
async function succeeds(...command) {
  const env = { PORTCULLIS_TEST_REPORT: report }
  return (await show(command, { env, timeout: stepLimitMilliseconds })) === 0
}

/** What is changed and new in the checkout. */
async function checkoutState() {
  const status = await capture(['git', 'status', '--porcelain'])
  const difference = await capture(['git', 'diff', 'HEAD'])
  return { status: status.stdout, difference: difference.stdout }
}

/** @param {Awaited<ReturnType<typeof checkoutState>>} before */
async function leftAlone(before) {
  const after = await checkoutState()
  if (after.status !== before.status) console.log(after.status)
  return after.status === before.status && after.difference === before.difference
}

/** The tests count one by one; that the command itself succeeds counts only if they do not. */
async function countTests() {
  const succeeded = await succeeds(...pnpm, 'test')
  const { passed, failed } = await readFile(report, 'utf8').then(JSON.parse, () => ({
    passed: 0,
    failed: 1,
  }))
  total.passed += passed
  total.failed += succeeded ? failed : Math.max(1, failed)
  return succeeded && failed === 0
}

/**
 * @param {string} name
 * @param {() => Promise<boolean>} run
 * @param {boolean} [counts] Whether the check itself counts.
 */
async function check(name, run, counts = true) {
  const since = Date.now()
  console.log(`\n━━━ ${name}`)
  const well = await run().catch((error) => {
    console.error(error)
    return false
  })
  console.log(`${well ? '✓' : '✗'} ${name}: ${secondsSince(since)}`)
  if (!well) failures.push(name)
  if (counts) total[well ? 'passed' : 'failed'] += 1
}

const before = await checkoutState()
await check('install', () => succeeds(...pnpm, 'install', '--frozen-lockfile'))
await check('words', () => succeeds('node', 'tooling/checks/words.mjs'))
await check('format and lint', () => succeeds(...pnpm, 'lint'))
await check('types', () => succeeds(...pnpm, 'types', onlyErrors))
await check('build', () => succeeds(...pnpm, 'build', onlyErrors))
await check('services', () => succeeds(...pnpm, 'services:install'))
await check('tests', countTests, false)
await check('requirements', () => succeeds('node', 'tooling/checks/requirements.mjs'))
await check('changesets', () => succeeds('node', 'tooling/checks/changesets.mjs'))
await check('packages', () => succeeds(...pnpm, 'packages'))
await check('demo', () => succeeds(...pnpm, 'demo'))
await check('the checkout is as it was', () => leftAlone(before))
await rm(folder, { recursive: true })

console.log(`\nAll of it took ${secondsSince(started)}.`)
if (failures.length > 0) console.log(`Failed: ${failures.join(', ')}`)
process.exitCode = total.failed > 0 ? 1 : 0
console.log(`${total.passed} passed, ${total.failed} failed`)
