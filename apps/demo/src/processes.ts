import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { listenTo, readyUrl, type Said, StartError, type StartOptions } from './ready.js'

/** A server to run as a process of its own. */
export interface Program {
  /** As people call it: `the authority`. */
  readonly name: string
  /** The built file that Node runs. */
  readonly entry: string
  readonly environment: Readonly<Record<string, string>>
}

/** So long a program may take to end when it was asked to, before it is ended. */
const graceSeconds = 3

/** A running program. */
export interface Child {
  readonly name: string
  /** Where it listens, as it said itself. */
  readonly url: string
  /** Ends it and waits for its end. */
  stop(): Promise<void>
}

/** The programs that were started here: none of them may outlive the demo. */
export class Children {
  readonly #running = new Set<ChildProcess>()
  readonly #logs: { name: string; said: Said }[] = []

  constructor() {
    // The last resort, also when the demo itself fails: here only what is done at once counts.
    process.once('exit', () => this.killAll())
  }

  /** Starts a program and waits until it says where it listens. */
  async start(program: Program, options: StartOptions = {}): Promise<Child> {
    if (!existsSync(program.entry)) {
      throw new StartError(`${program.name} is not built (${program.entry} is missing): pnpm build`)
    }
    const child = this.#spawn(program)
    const said = listenTo(child)
    this.#logs.push({ name: program.name, said })
    try {
      const url = await readyUrl(program.name, child, said, options)
      return { name: program.name, url, stop: () => this.#stop(child) }
    } catch (error) {
      await this.#stop(child)
      throw error
    }
  }

  /** What every program said so far, also those that have ended. */
  get logs(): readonly { name: string; text: string }[] {
    return this.#logs.map(({ name, said }) => ({ name, text: said.text }))
  }

  async stopAll(): Promise<void> {
    await Promise.all([...this.#running].map((child) => this.#stop(child)))
  }

  killAll(): void {
    for (const child of this.#running) child.kill('SIGKILL')
  }

  #spawn({ entry, environment }: Program): ChildProcess {
    const child = spawn(process.execPath, [entry], {
      env: { ...inherited(process.env), ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#running.add(child)
    child.once('close', () => this.#running.delete(child))
    return child
  }

  async #stop(child: ChildProcess): Promise<void> {
    if (!this.#running.has(child)) return
    const closed = once(child, 'close')
    child.kill('SIGTERM')
    const killer = setTimeout(() => child.kill('SIGKILL'), graceSeconds * 1000)
    await closed
    clearTimeout(killer)
  }
}

/** What Node itself needs: a PUBLIC_URL or DPOP of the caller's own must not change the demo. */
function inherited(variables: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const wanted = /^(?:PATH|SystemRoot|TEMP|TMP|TMPDIR|LANG|LC_ALL|NODE_.+)$/i
  return Object.fromEntries(Object.entries(variables).filter(([name]) => wanted.test(name)))
}
