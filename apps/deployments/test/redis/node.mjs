/**
 * The reference API without a framework, with what no variable says: proofs that are soon over, a clock that
 * is wrong, and a look at its memory for whoever sends SIGUSR2.
 */
import { appendHeaders, fromIncomingMessage, writeAnswer } from '@portcullis/node'
import { readEnvironment, serve } from '@portcullis-apps/shared'

const { CLOCK_AHEAD_SECONDS = '0', PROOF_SECONDS = '60' } = process.env
const { guard, ...settings } = readEnvironment(process.env)
const clock = () => Date.now() + Number(CLOCK_AHEAD_SECONDS) * 1000
const dpop = { proofMaxAgeSeconds: Number(PROOF_SECONDS), proofMaxFutureSeconds: 0 }

const running = await serve({ ...settings, guard: { ...guard, dpop, clock } }, (guard) => {
  return async (request, response) => {
    const outcome = await guard.protect(fromIncomingMessage(request))
    if (!outcome.ok) return writeAnswer(response, outcome)
    appendHeaders(response, outcome.headers)
    response.end('{}')
  }
})

process.on('SIGTERM', () => running.close().then(() => process.exit(0)))
process.on('SIGUSR2', () => {
  globalThis.gc?.()
  process.stdout.write(`${JSON.stringify({ event: 'memory', ...process.memoryUsage() })}\n`)
})
process.stdout.write(`listening on ${running.url}\n`)
