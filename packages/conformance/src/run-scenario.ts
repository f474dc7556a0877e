import { comparable } from './compare.js'
import type { Scenario } from './scenario.js'
import { Talk } from './talk.js'
import type { Binding } from './world/api-process.js'
import type { World } from './world/world.js'

/** What came, in the form that bindings are compared by. */
export type Observations = readonly object[]

/** Runs one scenario against one binding; rejects where it is not as it must be. */
export async function runScenario(
  scenario: Scenario,
  binding: Binding,
  world: World,
): Promise<Observations> {
  const api = await world.api(binding, scenario.setting ?? 'usual')
  const talk = new Talk(world, api)
  await scenario.run(talk)
  return talk.answers.map((answer) => comparable(answer, api.url))
}
