import { setTimeout as sleep } from 'node:timers/promises'
import { type Host, hostsOf, type Target, targets } from './apis.js'
import { Certificates } from './certificates.js'
import { findFreePort } from './free-port.js'
import type { Children } from './processes.js'
import type { Progress } from './progress.js'
import { hasRedis, type SharedRedis, startSharedRedis } from './redis.js'
import type { Place, Row } from './rows/row.js'
import { type RowHands, recipesOf } from './run-row.js'
import { Servers } from './servers.js'
import type { Stage } from './stages.js'
import { claimsOf } from './tokens/claims.js'
import { fetchWith } from './tokens/fetch.js'
import { Wallet } from './tokens/wallet.js'

/** Timers may be a little early, and `exp` has no milliseconds to spare. */
const marginMilliseconds = 50

export interface WorldOptions {
  readonly children: Children
  readonly progress: Progress
  readonly signal: AbortSignal
  /** The file that starts the API. Default: that of the framework's integration. */
  readonly apiEntry?: string
}

/** The servers of the demo and the tokens of its rows, led from stage to stage. */
export class World {
  readonly wallet: Wallet
  readonly #certificates: Certificates
  readonly #servers: Servers
  readonly #options: WorldOptions
  readonly #otherPort: Readonly<Record<'PORT', string>>
  readonly #redis: SharedRedis | undefined

  private constructor(
    options: WorldOptions,
    certificates: Certificates,
    otherPort: number,
    redis: SharedRedis | undefined,
  ) {
    this.#options = options
    this.#certificates = certificates
    this.#redis = redis
    this.#servers = new Servers({ ...options, certificates, redisUrl: redis?.url })
    this.#otherPort = { PORT: String(otherPort) }
    this.wallet = new Wallet(
      (source) => this.#servers.issuerOf(source),
      (name) => fetchWith(certificates.tlsOf(name)),
    )
  }

  /** Starts the authorities, then the APIs. */
  static async start(options: WorldOptions): Promise<World> {
    options.progress.step('Starting three authorities, and APIs …')
    const redis = hasRedis ? await startSharedRedis() : undefined
    const world = new World(options, await Certificates.make(), await findFreePort(), redis)
    try {
      await world.#startServers()
      return world
    } catch (error) {
      await world.end()
      throw error
    }
  }

  place(target: Target, host: Host = hostsOf(target)[0]): Place {
    return this.#servers.place(target, host)
  }

  /** What running a row needs. */
  handsFor(target: Target, host: Host): RowHands {
    return {
      host,
      place: this.place(target, host),
      urlOf: (other) => this.place(other, host).url,
      certificates: this.#certificates,
      take: (recipe) => this.wallet.take(recipe, host),
      revoke: (recipe) => this.wallet.revoke(recipe, host),
    }
  }

  /** Fetches the tokens that a stage cannot fetch by then: their authority is down, or they must age. */
  async prepare(rows: readonly Row[]): Promise<void> {
    this.#options.progress.step('Fetching tokens …')
    const early = rows.filter(({ stage }) => stage === 'issuer down' || stage === 'after expiry')
    const recipes = early.flatMap(({ request }) => recipesOf(request))
    await Promise.all(recipes.map((recipe) => this.wallet.take(recipe)))
  }

  /** Makes the world what the stage says; `rows` are those that follow. */
  async enter(stage: Stage, rows: readonly Row[]): Promise<void> {
    if (stage === 'issuer down') await this.#takeIssuerDown()
    if (stage === 'issuer back') await this.#bringIssuerBack()
    if (stage === 'after expiry') await this.#awaitExpiry(rows)
  }

  /** Ends what no other part of the demo ends, and takes away what is left on the disk. */
  async end(): Promise<void> {
    this.#certificates.remove()
    await this.#redis?.stop()
  }

  async #startServers(): Promise<void> {
    await Promise.all([
      this.#servers.startAuthority('the authority'),
      this.#servers.startAuthority('the other authority', this.#otherPort),
      this.#servers.startAuthority('the TLS authority', this.#certificates.environment),
    ])
    await this.#servers.startApis(targets.filter((target) => target !== 'the early API'))
    await this.#redis?.declareNew()
  }

  async #takeIssuerDown(): Promise<void> {
    this.#options.progress.step('Starting an API whose issuer is not running …')
    await this.#servers.stop('the other authority')
    await this.#servers.startApis(['the early API'])
  }

  async #bringIssuerBack(): Promise<void> {
    this.#options.progress.step('Starting its issuer …')
    await this.#servers.startAuthority('the other authority, restarted', this.#otherPort)
  }

  async #awaitExpiry(rows: readonly Row[]): Promise<void> {
    const recipes = rows.flatMap(({ request }) => recipesOf(request))
    const tokens = await Promise.all(recipes.map((recipe) => this.wallet.take(recipe)))
    const expiries = tokens.map(({ token }) => Number(claimsOf(token).exp))
    const end = Math.max(...expiries) * 1000 + marginMilliseconds
    if (end > Date.now()) this.#options.progress.step('Waiting until a token expires …')
    await sleep(Math.max(0, end - Date.now()), undefined, { signal: this.#options.signal })
  }
}
