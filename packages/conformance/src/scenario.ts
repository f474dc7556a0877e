import type { Talk } from './talk.js'
import type { SettingName } from './world/settings.js'

/** One behaviour that can be seen on the wire, whatever framework serves it. */
export interface Scenario {
  /** A sentence; unique. */
  readonly name: string
  /** Ids of the requirements that it proves. */
  readonly proves: readonly string[]
  /** The environment of the API. Default `usual`. */
  readonly setting?: SettingName
  /**
   * Where a request lands is the router's business, and routers differ: what came is not compared between
   * bindings. Default false.
   */
  readonly dependsOnRouting?: boolean
  /** Asks, and throws where an answer is not as it must be. */
  run(talk: Talk): Promise<void>
}
