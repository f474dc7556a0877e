import { writeFileSync } from 'node:fs'
import { reportOf } from './report.mjs'

/** @import { Reporter, TestModule } from 'vitest/node' */

/**
 * A file that did not load, and every hook that failed: no test of theirs says so.
 * @param {TestModule} module
 */
function brokenIn(module) {
  const suites = [...module.children.allSuites()]
  return [module, ...suites].filter((part) => part.errors().length > 0).length
}

/** @param {TestModule} module */
function testsIn(module) {
  return [...module.children.allTests()].map((test) => ({
    title: test.fullName,
    state: test.result().state,
  }))
}

/**
 * Writes the counts and the proven ids to the file that `PORTCULLIS_TEST_REPORT` names.
 * @implements {Reporter}
 */
export default class CountingReporter {
  /**
   * @param {readonly TestModule[]} modules
   * @param {readonly unknown[]} strayErrors
   */
  onTestRunEnd(modules, strayErrors) {
    const path = process.env.PORTCULLIS_TEST_REPORT
    if (path === undefined) throw new Error('PORTCULLIS_TEST_REPORT names no file')
    const broken = modules.map(brokenIn).reduce((sum, count) => sum + count, 0)
    const report = reportOf(modules.flatMap(testsIn), broken + strayErrors.length)
    writeFileSync(path, JSON.stringify(report))
  }
}
