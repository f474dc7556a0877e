/**
 * A process of its own, so that its CPU time is the server's alone: one framework, bare and behind its
 * binding, the same route and answer in both.
 */
import { createServer } from 'node:http'
import { serve } from '@hono/node-server'
import { memoryReplayStore } from '@portcullis/core'
import * as express from '@portcullis/express'
import { portcullis } from '@portcullis/fastify'
import * as hono from '@portcullis/hono'
import * as koa from '@portcullis/koa'
import expressFramework from 'express'
import { fastify } from 'fastify'
import { Hono } from 'hono'
import Koa from 'koa'
import { cpuMicros } from '../cpu.mjs'

/** @import { ResourceServerOptions } from '@portcullis/core' */
/** @import { AddressInfo } from 'node:net' */
/** @import { Server } from 'node:http' */

/** @typedef {{ kind: 'cpu' | 'memory' | 'start', framework: string, guard: ResourceServerOptions }} Message */

/** @typedef {(guard: ResourceServerOptions | undefined) => Promise<number>} Serve Gives the port. */

const answer = { hello: 'world' }
const host = '127.0.0.1'

/**
 * @param {Server} server
 * @returns {Promise<number>}
 */
async function listen(server) {
  await new Promise((resolve) => server.listen(0, host, () => resolve(undefined)))
  return /** @type {AddressInfo} */ (server.address()).port
}

/** @type {Record<string, Serve>} */
const frameworks = {
  express: (guard) => {
    const app = expressFramework()
    if (guard !== undefined) app.use(express.protect(guard))
    app.get('/items', (_request, response) => void response.json(answer))
    return listen(createServer(app))
  },
  koa: (guard) => {
    const app = new Koa()
    if (guard !== undefined) app.use(koa.protect(guard))
    app.use((context) => {
      context.body = answer
    })
    return listen(createServer(app.callback()))
  },
  fastify: async (guard) => {
    const app = fastify()
    if (guard !== undefined) await app.register(portcullis, guard)
    app.get('/items', async () => answer)
    await app.listen({ port: 0, host })
    return /** @type {AddressInfo} */ (app.server.address()).port
  },
  hono: (guard) => {
    const app = new Hono()
    if (guard !== undefined) app.use(hono.protect(guard))
    app.get('/items', (context) => context.json(answer))
    return new Promise((resolve) =>
      serve({ fetch: app.fetch, port: 0, hostname: host }, ({ port }) => resolve(port)),
    )
  },
}

/** @param {unknown} message */
function say(message) {
  process.send?.(message)
}

process.on('message', async (/** @type {Message} */ message) => {
  if (message.kind === 'cpu') {
    globalThis.gc?.({ type: 'minor' })
    return say({ cpu: cpuMicros() })
  }
  if (message.kind === 'memory') {
    globalThis.gc?.()
    const { heapUsed, external, rss } = process.memoryUsage()
    return say({ held: heapUsed + external, resident: rss })
  }
  const { framework, guard } = message
  const replayStore = memoryReplayStore({ maximumEntries: 10_000_000 })
  const start = frameworks[framework]
  if (start === undefined) throw new Error(`${framework} is no framework`)
  return say({ bare: await start(undefined), guarded: await start({ ...guard, replayStore }) })
})
// Nobody left to measure for.
process.on('disconnect', () => process.exit())
