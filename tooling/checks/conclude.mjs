/**
 * How a check ends: every problem on its own line, or one line that says what is well.
 * @param {string} well
 * @param {readonly string[]} problems
 */
export function conclude(well, problems) {
  for (const problem of problems) console.error(`✗ ${problem}`)
  if (problems.length === 0) console.log(`✓ ${well}`)
  process.exitCode = problems.length > 0 ? 1 : 0
}
