import { readFileSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { requirements } from '../src/requirements.js'
import { type Observations, runScenario } from '../src/run-scenario.js'
import { scenarios } from '../src/scenarios/index.js'
import { conformanceTable } from '../src/table.js'
import { type Binding, bindings } from '../src/world/api-process.js'
import { createWorld, type World } from '../src/world/world.js'

let world: World
const seen = new Map<string, Map<Binding, Observations>>()

beforeAll(async () => {
  world = await createWorld()
})

afterAll(() => world.close())

describe.each(bindings)('%s', (binding) => {
  for (const scenario of scenarios) {
    test(`${scenario.name} [${scenario.proves.join(', ')}]`, async () => {
      const observations = await runScenario(scenario, binding, world)
      seen.set(scenario.name, (seen.get(scenario.name) ?? new Map()).set(binding, observations))
    })
  }
})

describe('no difference between the bindings', () => {
  const [first, ...others] = bindings
  for (const scenario of scenarios.filter((one) => one.dependsOnRouting !== true)) {
    test(`in: ${scenario.name}`, () => {
      const observations = seen.get(scenario.name)
      expect(observations?.get(first)).toBeDefined()
      for (const other of others) {
        expect(observations?.get(other), other).toEqual(observations?.get(first))
      }
    })
  }
})

describe('docs/conformance.md', () => {
  const file = new URL('../../../docs/conformance.md', import.meta.url)

  test('says what the scenarios found', () => {
    const passed = (id: string, binding: Binding) =>
      scenarios
        .filter((scenario) => scenario.proves.includes(id))
        .every((scenario) => seen.get(scenario.name)?.has(binding) === true)
    const table = conformanceTable(requirements, scenarios, bindings, passed)
    expect(table).not.toContain('✗')
    if (process.env.UPDATE_DOCS === '1') writeFileSync(file, table)
    expect(readFileSync(file, 'utf8')).toBe(table)
  })

  test('knows every id that a scenario cites', () => {
    const ids = new Set(requirements.map((requirement) => requirement.id))
    const unknown = scenarios.flatMap(({ proves }) => proves.filter((id) => !ids.has(id)))
    expect(unknown).toEqual([])
  })
})
