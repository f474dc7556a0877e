/** @import { Requirement } from '@portcullis/conformance' */
/** @import { Report } from '@portcullis-tooling/test/report' */

/**
 * What the manifest claims against what the tests did.
 * @param {readonly Requirement[]} requirements
 * @param {Pick<Report, 'proven' | 'cited'>} report
 */
export function coverageProblems(requirements, { proven, cited }) {
  const known = new Set(requirements.map(({ id }) => id))
  const passed = new Set(proven)
  const unproved = requirements
    .filter(({ id, status }) => status === 'proved' && !passed.has(id))
    .map(({ id, sentence }) => `${id} is called proved, and no passing test cites it: ${sentence}`)
  const ahead = requirements
    .filter(({ id, status }) => status !== 'proved' && passed.has(id))
    .map(({ id }) => `${id} is proved by a test: say so in packages/conformance/src/requirements`)
  const unknown = cited
    .filter((id) => !known.has(id))
    .map((id) => `${id} is cited by a test and is no requirement`)
  return [...unproved, ...ahead, ...unknown]
}
