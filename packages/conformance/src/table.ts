import type { Requirement } from './requirement.js'
import type { Scenario } from './scenario.js'
import type { Binding } from './world/api-process.js'

/** Whether every scenario that cites an id passed in a binding. */
export type Passed = (id: string, binding: Binding) => boolean

const head = `# Conformance

What a resource server must do, and where it is proved. A row that names the bindings is proved on the wire: the
reference integration of each framework runs the same scenarios over HTTP, and every answer must be the same in all of
them. \`unit\` is proved by tests of the packages alone: no request can show it, and the row says why. This file is
written by the tests of \`packages/conformance\` (\`UPDATE_DOCS=1 pnpm test packages/conformance\`), and checked by them.
`

/** The table of requirement × binding, as Markdown. */
export function conformanceTable(
  requirements: readonly Requirement[],
  scenarios: readonly Pick<Scenario, 'proves'>[],
  bindings: readonly Binding[],
  passed: Passed,
): string {
  const onTheWire = new Set(scenarios.flatMap(({ proves }) => proves))
  const rows = requirements.map((requirement) => {
    const cells = onTheWire.has(requirement.id)
      ? bindings.map((binding) => (passed(requirement.id, binding) ? '✓' : '✗'))
      : bindings.map(() => stateOf(requirement))
    return `| ${requirement.id} | ${requirement.source} | ${sentenceOf(requirement)} | ${cells.join(' | ')} |`
  })
  const title = `| id | source | what | ${bindings.join(' | ')} |`
  const rule = `| --- | --- | --- |${bindings.map(() => ' --- |').join('')}`
  return `${[head, title, rule, ...rows].join('\n')}\n`
}

function stateOf({ status }: Requirement): string {
  if (status === 'proved') return 'unit'
  return 'planned' in status ? 'planned' : 'out of scope'
}

function sentenceOf({ sentence, status, offTheWire }: Requirement): string {
  const text = sentence.replaceAll('|', '\\|')
  if (status === 'proved') return offTheWire === undefined ? text : `${text} *${offTheWire}*`
  const reason =
    'planned' in status ? `Planned: ${status.planned}` : `Out of scope: ${status.outOfScope}`
  return `${text} *${reason.replaceAll('|', '\\|')}*`
}
