import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Variables } from './settings.js'

/** The reference integrations, by framework. */
export const bindings = ['express', 'fastify', 'koa', 'hono'] as const

export type Binding = (typeof bindings)[number]

/** A reference integration that listens. */
export interface ApiProcess {
  readonly url: string
  /** What it wrote to stderr so far. */
  log(): string
  stop(): Promise<void>
}

const startMilliseconds = 20_000

/** @throws when the application is not built, or does not come up */
export async function startApi(binding: Binding, variables: Variables): Promise<ApiProcess> {
  const program = programOf(binding)
  if (!existsSync(program)) throw new Error(`apps/${binding}-api is not built: run pnpm build`)
  const env = { PATH: process.env.PATH ?? '', ...variables }
  const child = spawn(process.execPath, [program], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let log = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    log += chunk.toString()
  })
  const url = await ready(child, () => log)
  return { url, log: () => log, stop: () => stop(child) }
}

function programOf(binding: Binding): string {
  return fileURLToPath(new URL(`../../../../apps/${binding}-api/dist/main.js`, import.meta.url))
}

async function ready(child: ChildProcess, log: () => string): Promise<string> {
  const timer = setTimeout(() => child.kill('SIGKILL'), startMilliseconds)
  try {
    let out = ''
    for await (const chunk of child.stdout ?? []) {
      out += String(chunk)
      const url = /^listening on (\S+)$/m.exec(out)?.[1]
      if (url !== undefined) return url
    }
    throw new Error(`It ended before it listened: ${log()}`)
  } finally {
    clearTimeout(timer)
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  await exited
}
