/**
 * `pnpm requirements`: is every requirement that we call proved cited by a test that passes?
 * Reads the report of a test run that `PORTCULLIS_TEST_REPORT` names, or runs the tests first.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { requirements } from '@portcullis/conformance'
import { show, top } from '@portcullis-tooling/scripts/process'
import { conclude } from './conclude.mjs'
import { coverageProblems } from './coverage.mjs'
import { withTemporaryFolder } from './workspace.mjs'

/** @import { Report } from '@portcullis-tooling/test/report' */

/**
 * @param {string} path
 * @returns {Report | undefined}
 */
function readReport(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined
}

function runTests() {
  return withTemporaryFolder(async (folder) => {
    const path = join(folder, 'report.json')
    const env = { PORTCULLIS_TEST_REPORT: path }
    await show([process.execPath, join(top, 'tooling/scripts/test.mjs')], { env })
    return readReport(path)
  })
}

const kept = process.env.PORTCULLIS_TEST_REPORT
const report = kept === undefined ? await runTests() : readReport(kept)
const proved = requirements.filter(({ status }) => status === 'proved').length
conclude(
  `${proved} of ${requirements.length} requirements proved, the others with a reason`,
  report ? coverageProblems(requirements, report) : ['there is no report of a test run'],
)
