/**
 * What a test run came to, as the scripts and checks read it.
 * @typedef {object} Report
 * @property {number} passed
 * @property {number} failed Tests, plus files that did not load, hooks that failed and stray errors.
 * @property {string[]} skipped Titles of tests that did not run.
 * @property {string[]} proven Ids cited by a passed test.
 * @property {string[]} cited Ids cited by any test.
 */

const brackets = /\[([^[\]]+)\]/g
const requirementId = /^[RAC]\d+$/

/**
 * The ids in a full title: `[R38]`, or `[R38, A9]`; anything else in brackets is just a title.
 * @param {string} title
 */
export function idsIn(title) {
  const groups = [...title.matchAll(brackets)].map(([, inside = '']) => inside.split(/[\s,]+/))
  return groups.filter((words) => words.every((word) => requirementId.test(word))).flat()
}

/**
 * @param {Iterable<{ title: string, state: string }>} tests
 * @param {number} brokenElsewhere Failures that belong to no test.
 * @returns {Report}
 */
export function reportOf(tests, brokenElsewhere) {
  const all = [...tests]
  const passed = all.filter(({ state }) => state === 'passed')
  const skipped = all.filter(({ state }) => state === 'skipped')
  return {
    passed: passed.length,
    failed: all.length - passed.length - skipped.length + brokenElsewhere,
    skipped: skipped.map(({ title }) => title),
    proven: distinctIds(passed),
    cited: distinctIds(all),
  }
}

/** @param {{ title: string }[]} tests */
function distinctIds(tests) {
  return [...new Set(tests.flatMap(({ title }) => idsIn(title)))].sort()
}
