/**
 * A minute of DPoP requests over HTTP on loopback, on 64 connections, with proofs that another process signs
 * as they are sent. Not part of CI: run it when nothing else runs.
 *
 * `pnpm --filter @portcullis-tooling/bench load [seconds] [framework]`
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { startServer } from './http/child.mjs'
import { median, quantile } from './statistics.mjs'
import { boundToken, clientKeyParts } from './world.mjs'

const seconds = Number(process.argv[2] ?? 60)
const framework = process.argv[3] ?? 'fastify'
const connections = 64
const warmSeconds = 5

const server = await startServer(framework)
const token = boundToken()
const program = fileURLToPath(new URL('./http/holder.mjs', import.meta.url))
const holder = fork(program)

/** @param {number} duration */
async function drive(duration) {
  holder.send({ port: server.guarded, connections, seconds: duration, token, ...clientKeyParts() })
  const [report] = await once(holder, 'message')
  return /** @type {{ milliseconds: number[], errors: number }} */ (report)
}

await drive(warmSeconds)
const memories = [await server.memory()]
const cpuBefore = await server.cpu()
/** @type {number[]} */
const milliseconds = []
let errors = 0
const parts = 4
for (let part = 0; part < parts; part++) {
  const report = await drive(seconds / parts)
  milliseconds.push(...report.milliseconds)
  errors += report.errors
  memories.push(await server.memory())
}
const cpu = (await server.cpu()) - cpuBefore
holder.disconnect()
server.stop()

const middle = median(milliseconds)
const slow = quantile(milliseconds, 0.99)
const rate = milliseconds.length / seconds
console.log(
  `${framework}: ${milliseconds.length} DPoP requests in ${seconds} s, ${rate.toFixed(0)}/s`,
)
console.log(`  ${errors} that were not answered with 200`)
console.log(`  latency: median ${middle.toFixed(1)} ms, p99 ${slow.toFixed(1)} ms`)
console.log(`  CPU of the server: ${(cpu / milliseconds.length).toFixed(0)} µs for each request`)
for (const [part, { held, resident }] of memories.entries()) {
  const at = (part * seconds) / parts
  console.log(
    `  after ${at} s: holds ${(held / 1e6).toFixed(1)} MB, resident ${(resident / 1e6).toFixed(0)} MB`,
  )
}
const proofs = milliseconds.length
console.log(`  live proofs at the end: at most ${proofs}, at 20 to 60 bytes each`)
const well = errors === 0 && slow <= 3 * middle
console.log(well ? '✓ p99 within 3 × median, no error' : '✗ p99 beyond 3 × median, or errors')
process.exitCode = well ? 0 : 1
