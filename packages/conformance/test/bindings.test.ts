import { readFileSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { laws } from '../src/laws.js'
import { requirements } from '../src/requirements.js'
import { type Observations, runScenario } from '../src/run-scenario.js'
import { scenarios } from '../src/scenarios/index.js'
import { conformanceTable } from '../src/table.js'
import type { WireAnswer } from '../src/wire/exchange.js'
import { type Binding, bindings } from '../src/world/api-process.js'
import { createWorld, type World } from '../src/world/world.js'

let world: World
const answers = new Map<Binding, WireAnswer[]>(bindings.map((binding) => [binding, []]))
const upheld = new Set<string>()
const seen = new Map<string, Map<Binding, Observations>>()

beforeAll(async () => {
  world = await createWorld()
})

afterAll(() => world.close())

describe.each(bindings)('%s', (binding) => {
  for (const scenario of scenarios) {
    test(`${scenario.name} [${scenario.proves.join(', ')}]`, async () => {
      const { observations, answers: heard } = await runScenario(scenario, binding, world)
      answers.get(binding)?.push(...heard)
      seen.set(scenario.name, (seen.get(scenario.name) ?? new Map()).set(binding, observations))
    })
  }
})

describe.each(bindings)('in every answer of %s', (binding) => {
  for (const law of laws) {
    test(`${law.name} [${law.proves.join(', ')}]`, () => {
      const concerned = answers.get(binding)?.filter((answer) => law.holdsFor(answer))
      expect(concerned?.length).toBeGreaterThan(0)
      upheld.add(`${binding} ${law.name}`)
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
        .every((scenario) => seen.get(scenario.name)?.has(binding) === true) &&
      laws
        .filter((law) => law.proves.includes(id))
        .every((law) => upheld.has(`${binding} ${law.name}`))
    const table = conformanceTable(requirements, [...scenarios, ...laws], bindings, passed)
    expect(table).not.toContain('✗')
    if (process.env.UPDATE_DOCS === '1') writeFileSync(file, table)
    expect(readFileSync(file, 'utf8')).toBe(table)
  })

  test('has every requirement on the wire, or says why no request can show it', () => {
    const onTheWire = new Set([...scenarios, ...laws].flatMap(({ proves }) => proves))
    const proved = requirements.filter(({ status }) => status === 'proved')
    const silent = proved.filter(({ id, offTheWire }) => !onTheWire.has(id) && !offTheWire)
    const wrong = requirements.filter(({ id, offTheWire }) => offTheWire && onTheWire.has(id))
    expect([...silent, ...wrong].map(({ id }) => id)).toEqual([])
  })

  test('knows every id that a scenario cites', () => {
    const ids = new Set(requirements.map((requirement) => requirement.id))
    const unknown = [...scenarios, ...laws].flatMap(({ proves }) =>
      proves.filter((id) => !ids.has(id)),
    )
    expect(unknown).toEqual([])
  })
})
