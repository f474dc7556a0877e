import type { ResourceServer } from '@portcullis/core'
import { type CreateApp, createLog, readEnvironment, serve } from '@portcullis-apps/shared'
import type { ApiProcess, Binding } from './api-process.js'
import type { MoreOptions, Variables } from './settings.js'

const apps: Readonly<Record<Binding, () => Promise<{ readonly createApp: CreateApp }>>> = {
  express: () => import('@portcullis-apps/express-api/app'),
  fastify: () => import('@portcullis-apps/fastify-api/app'),
  koa: () => import('@portcullis-apps/koa-api/app'),
  hono: () => import('@portcullis-apps/hono-api/app'),
}

/** A reference integration in this process: a guard can have options that no variable has a word for. */
export interface HostedApi extends ApiProcess {
  readonly guard: ResourceServer
}

/**
 * The same application on a socket of its own, with the same environment. It starts in a millisecond, where
 * a process takes half a second.
 *
 * @throws EnvironmentError, ConfigurationError where a process would end with their sentence
 */
export async function hostApi(
  binding: Binding,
  variables: Variables,
  options: MoreOptions,
): Promise<HostedApi> {
  const { createApp } = await apps[binding]()
  const settings = readEnvironment(variables)
  const lines: string[] = []
  const guards: ResourceServer[] = []
  const running = await serve(
    { ...settings, guard: { ...settings.guard, ...options } },
    (guard, log) => {
      guards.push(guard)
      return createApp(guard, log)
    },
    createLog((line) => lines.push(line)),
  )
  const [guard] = guards
  if (guard === undefined) throw new Error('No application was made')
  return { guard, url: running.url, log: () => lines.join(''), stop: () => running.close() }
}
