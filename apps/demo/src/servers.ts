import {
  type Framework,
  frameworks,
  type Host,
  settingsOf,
  type Target,
  variablesWithin,
} from './apis.js'
import type { Certificates } from './certificates.js'
import type { Child, Children } from './processes.js'
import { apiProgram, authorityProgram, entryOf } from './programs.js'
import type { Place } from './rows/row.js'
import type { Source } from './stages.js'

export interface ServerOptions {
  readonly children: Children
  readonly certificates: Certificates
  readonly signal: AbortSignal
  /** The file that starts the API. Default: that of the framework's integration. */
  readonly apiEntry?: string
  /** What nodes share. */
  readonly redisUrl?: string | undefined
}

/** The authorities and APIs that run, by name. */
export class Servers {
  readonly #options: ServerOptions
  readonly #running = new Map<string, Child>()

  constructor(options: ServerOptions) {
    this.#options = options
  }

  /** Starts an authority, and the APIs within it. */
  async startAuthority(
    name: Source,
    environment: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    const { children, signal } = this.#options
    const program = authorityProgram(name, { ...variablesWithin(name), ...environment })
    this.#running.set(name, await children.start(program, { signal }))
  }

  /** Starts these APIs in every framework, but for those that are within an authority. */
  async startApis(which: readonly Target[]): Promise<void> {
    const programs = which.filter((target) => settingsOf(target).within === undefined)
    const all = programs.flatMap((target) =>
      frameworks.map((framework) => this.#startApi(target, framework)),
    )
    await Promise.all(all)
  }

  async stop(name: Source): Promise<void> {
    await this.#running.get(name)?.stop()
  }

  place(target: Target, host: Host): Place {
    const { trusts, within = '', schemes, variables } = settingsOf(target)
    const issuer = this.issuerOf(trusts)
    const url = host === 'its authority' ? issuer : this.#urlOf(nameOf(target, host))
    // The path of a resource goes behind the well-known one (RFC 9728 section 3.1).
    const metadata = `${url}/.well-known/oauth-protected-resource${within}`
    const nonces = variables.DPOP_NONCE === 'required'
    return { url, resource: `${url}${within}`, metadata, issuer, schemes, nonces }
  }

  /** The restarted authority is the same issuer as before, with new keys. */
  issuerOf(source: Source): string {
    return this.#urlOf(source === 'the other authority, restarted' ? 'the other authority' : source)
  }

  async #startApi(target: Target, framework: Framework): Promise<void> {
    const { children, certificates, signal, apiEntry, redisUrl } = this.#options
    const { trusts, tls, redis, variables } = settingsOf(target)
    const files = tls === true ? certificates.environment : {}
    const shared = redis === true && redisUrl !== undefined ? { REDIS_URL: redisUrl } : {}
    const environment = { ...files, ...shared, ...variables, ISSUER: this.issuerOf(trusts) }
    const name = nameOf(target, framework)
    const program = apiProgram(name, apiEntry ?? entryOf(`${framework}-api`), environment)
    this.#running.set(name, await children.start(program, { signal }))
  }

  #urlOf(name: string): string {
    const child = this.#running.get(name)
    if (child === undefined) throw new Error(`${name} was not started`)
    return child.url
  }
}

/** What an API is called in the log. */
function nameOf(target: Target, framework: Framework): string {
  return `${target} (${framework})`
}
