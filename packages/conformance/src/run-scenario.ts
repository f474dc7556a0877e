import { comparable } from './compare.js'
import type { Scenario } from './scenario.js'
import { Talk } from './talk.js'
import type { WireAnswer } from './wire/exchange.js'
import type { Binding } from './world/api-process.js'
import type { World } from './world/world.js'

/** What came, in the form that bindings are compared by. */
export type Observations = readonly object[]

/** What came of a scenario. */
export interface Heard {
  readonly observations: Observations
  readonly answers: readonly WireAnswer[]
}

/** Runs one scenario against one binding; rejects where it is not as it must be. */
export async function runScenario(
  scenario: Scenario,
  binding: Binding,
  world: World,
): Promise<Heard> {
  const api = await world.api(binding, scenario.setting ?? 'usual')
  const talk = new Talk(world, binding, api)
  await scenario.run(talk)
  const { answers, heard } = talk
  return {
    answers,
    observations: heard.map(({ answer, apiUrl }) => comparable(answer, apiUrl)),
  }
}
