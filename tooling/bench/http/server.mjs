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
import { startProfile } from '../profile/profile.mjs'

/** @import { ResourceServerOptions } from '@portcullis/core' */
/** @import { AddressInfo } from 'node:net' */
/** @import { Server } from 'node:http' */

/**
 * @typedef {{ kind: 'cpu' | 'memory' | 'profile' }
 *   | { kind: 'profiled', operations: number }
 *   | { kind: 'start', framework: string, guard: ResourceServerOptions }} Message
 */

/**
 * Before the route: nothing, a step that does nothing, or the guard.
 * @typedef {'bare' | 'empty' | ResourceServerOptions} Step
 */

/** @typedef {(step: Step) => Promise<number>} Serve Gives the port. */

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
  express: (step) => {
    const app = expressFramework()
    if (step === 'empty') app.use((_request, _response, next) => next())
    else if (step !== 'bare') app.use(express.protect(step))
    app.get('/items', (_request, response) => void response.json(answer))
    return listen(createServer(app))
  },
  koa: (step) => {
    const app = new Koa()
    if (step === 'empty') app.use((_context, next) => next())
    else if (step !== 'bare') app.use(koa.protect(step))
    app.use((context) => {
      context.body = answer
    })
    return listen(createServer(app.callback()))
  },
  fastify: async (step) => {
    const app = fastify()
    if (step === 'empty') app.addHook('onRequest', (_request, _reply, done) => done())
    else if (step !== 'bare') await app.register(portcullis, step)
    app.get('/items', async () => answer)
    await app.listen({ port: 0, host })
    return /** @type {AddressInfo} */ (app.server.address()).port
  },
  hono: (step) => {
    const app = new Hono()
    if (step === 'empty') app.use((_context, next) => next())
    else if (step !== 'bare') app.use(hono.protect(step))
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

/** @type {Awaited<ReturnType<typeof startProfile>> | undefined} */
let endProfile

/** @param {Message} message */
async function answerTo(message) {
  switch (message.kind) {
    case 'cpu':
      globalThis.gc?.({ type: 'minor' })
      return { cpu: cpuMicros() }
    case 'memory': {
      globalThis.gc?.()
      const { heapUsed, external, rss } = process.memoryUsage()
      return { held: heapUsed + external, resident: rss }
    }
    case 'profile':
      endProfile = await startProfile()
      return {}
    case 'profiled':
      return { parts: await endProfile?.(message.operations) }
    case 'start':
      return serveAll(message)
  }
}

/** @param {{ framework: string, guard: ResourceServerOptions }} message */
async function serveAll({ framework, guard }) {
  const start = frameworks[framework]
  if (start === undefined) throw new Error(`${framework} is no framework`)
  const replayStore = memoryReplayStore({ maximumEntries: 10_000_000 })
  return {
    bare: await start('bare'),
    empty: await start('empty'),
    guarded: await start({ ...guard, replayStore }),
  }
}

process.on('message', async (/** @type {Message} */ message) => say(await answerTo(message)))
// Nobody left to measure for.
process.on('disconnect', () => process.exit())
