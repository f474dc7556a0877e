import { setTimeout as sleep } from 'node:timers/promises'
import { findFreePort } from './free-port.js'
import type { Child, Children, Program } from './processes.js'
import { apiProgram, authorityProgram, entryOf } from './programs.js'
import type { Progress } from './progress.js'
import type { Place, Row } from './rows/row.js'
import type { Source, Stage, Target } from './stages.js'
import { claimsOf } from './tokens/claims.js'
import type { TokenRecipe } from './tokens/recipe.js'
import { Wallet } from './tokens/wallet.js'

/** Timers may be a little early, and `exp` has no milliseconds to spare. */
const marginMilliseconds = 50

export interface WorldOptions {
  readonly children: Children
  readonly progress: Progress
  readonly signal: AbortSignal
  /** The file that starts the API. Default: that of the Express integration. */
  readonly apiEntry?: string
}

/** The servers of the demo and the tokens of its rows, led from stage to stage. */
export class World {
  readonly wallet: Wallet
  readonly #options: WorldOptions
  readonly #otherPort: number
  readonly #running = new Map<Source | Target, Child>()

  private constructor(options: WorldOptions, otherPort: number) {
    this.#options = options
    this.#otherPort = otherPort
    this.wallet = new Wallet((source) => this.#issuerOf(source))
  }

  /** Starts the authorities, then the API. */
  static async start(options: WorldOptions): Promise<World> {
    const world = new World(options, await findFreePort())
    options.progress.step('Starting two authorities and an API …')
    await Promise.all([
      world.#start('the authority', authorityProgram('the authority')),
      world.#start('the other authority', world.#otherAuthority()),
    ])
    await world.#startApi('the API', 'the authority')
    return world
  }

  place(target: Target): Place {
    const source: Source = target === 'the API' ? 'the authority' : 'the other authority'
    return { url: this.#urlOf(target), issuer: this.#issuerOf(source), schemes: ['Bearer'] }
  }

  /** Fetches the tokens that a stage cannot fetch by then: their authority is down, or they must age. */
  async prepare(rows: readonly Row[]): Promise<void> {
    this.#options.progress.step('Fetching tokens …')
    const early = rows.filter(({ stage }) => stage === 'issuer down' || stage === 'after expiry')
    await Promise.all(recipesOf(early).map((recipe) => this.wallet.take(recipe)))
  }

  /** Makes the world what the stage says; `rows` are those that follow. */
  async enter(stage: Stage, rows: readonly Row[]): Promise<void> {
    if (stage === 'issuer down') await this.#takeIssuerDown()
    if (stage === 'issuer back') await this.#bringIssuerBack()
    if (stage === 'after expiry') await this.#awaitExpiry(rows)
  }

  async #takeIssuerDown(): Promise<void> {
    this.#options.progress.step('Starting an API whose issuer is not running …')
    await this.#running.get('the other authority')?.stop()
    await this.#startApi('the early API', 'the other authority')
  }

  async #bringIssuerBack(): Promise<void> {
    this.#options.progress.step('Starting its issuer …')
    await this.#start('the other authority, restarted', this.#otherAuthority())
  }

  async #awaitExpiry(rows: readonly Row[]): Promise<void> {
    const tokens = await Promise.all(recipesOf(rows).map((recipe) => this.wallet.take(recipe)))
    const expiries = tokens.map((token) => Number(claimsOf(token).exp))
    const end = Math.max(...expiries) * 1000 + marginMilliseconds
    if (end > Date.now()) this.#options.progress.step('Waiting until a token expires …')
    await sleep(Math.max(0, end - Date.now()), undefined, { signal: this.#options.signal })
  }

  async #start(role: Source | Target, program: Program): Promise<void> {
    const { children, signal } = this.#options
    this.#running.set(role, await children.start(program, { signal }))
  }

  #startApi(name: Target, source: Source): Promise<void> {
    const { apiEntry = entryOf('express-api') } = this.#options
    return this.#start(name, apiProgram(name, apiEntry, this.#issuerOf(source)))
  }

  #otherAuthority(): Program {
    return authorityProgram('the other authority', this.#otherPort)
  }

  /** The restarted authority is the same issuer as before, with new keys. */
  #issuerOf(source: Source): string {
    return this.#urlOf(source === 'the authority' ? source : 'the other authority')
  }

  #urlOf(role: Source | Target): string {
    const child = this.#running.get(role)
    if (child === undefined) throw new Error(`${role} was not started`)
    return child.url
  }
}

function recipesOf(rows: readonly Row[]): readonly TokenRecipe[] {
  return rows.flatMap(({ request }) =>
    (request.authorization ?? []).flatMap(([, credentials]) =>
      typeof credentials === 'string' ? [] : [credentials],
    ),
  )
}
