import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type RunningRedis, startRedis } from '@portcullis-tooling/services'
import { describeWith } from '@portcullis-tooling/services/describe-with'
import { afterEach, expect, test } from 'vitest'
import { type Answer, count, type Sent, send } from './client.js'
import { type Proved, startLoad } from './load.js'
import { declareNew, type Nodes, startNodes } from './nodes.js'

const program = fileURLToPath(new URL('./node.mjs', import.meta.url))
/** With these proofs the time in which an emptied store refuses some is a matter of seconds. */
const variables = { PROOF_SECONDS: '2' }
/** Longest that a proof is accepted after it was made: its age, and what clocks may differ. */
const windowMilliseconds = (2 + 5 + 1) * 1000
/** What may be in the log. */
const expected = new Set([
  'redis_unavailable',
  'redis_available',
  'redis_empty',
  'replay_store_unavailable',
  'dpop_proof_replayed',
  'dpop_proof_expired',
])
const closing: (() => unknown)[] = []

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function start(): Promise<{ redis: RunningRedis; nodes: Nodes }> {
  const redis = await startRedis()
  closing.push(redis.stop)
  const nodes = await startNodes({ redisUrl: redis.url, variables, program })
  closing.push(nodes.stop)
  await declareNew(redis)
  return { redis, nodes }
}

/** Sends all of them again and again until the time comes. */
async function replay({ apis }: Nodes, sent: readonly Sent[], until: number): Promise<Answer[]> {
  const answers: Answer[] = []
  while (Date.now() < until) {
    for (let first = 0; first < sent.length; first += 20) {
      const some = sent.slice(first, first + 20)
      const both = some.flatMap((one) => apis.map(({ port }) => send(port, one)))
      answers.push(...(await Promise.all(both)))
    }
  }
  return answers
}

describeWith('redis-server', 'Redis, killed under load and back empty', () => {
  test('lets no proof pass again, nor does anything else suffer [R120, A13]', async () => {
    const { redis, nodes } = await start()
    const load = await startLoad(nodes)
    await pause(1000)
    const asked = nodes.issuer.requests.introspection
    await redis.kill()
    await pause(300)
    await redis.restart()
    const end = Date.now() + windowMilliseconds
    const accepted = passed(load.proved)
    expect(accepted.length).toBeGreaterThan(20)
    const again = await replay(nodes, accepted, end)
    await pause(500)
    await load.stop()

    expect(Object.keys(count(again)).sort()).toEqual(['401', '503'])
    expect(count(load.bearer)).toEqual({ 200: load.bearer.length })
    expect(count(load.reference)).toEqual({ 200: load.reference.length })
    expect(nodes.issuer.requests.introspection).toBeGreaterThan(asked)
    const answers = load.proved.map(({ answer }) => answer)
    expect(Object.keys(count(answers))).toEqual(['200', '503'])
    for (const { status, retryAfter } of answers) {
      if (status === 503) expect(retryAfter).toMatch(/^[1-9]\d*$/)
    }
    // All is well again, and every proof was good for one request.
    const late = load.proved.filter(({ at }) => at > end)
    expect(count(late.map(({ answer }) => answer))).toEqual({ 200: late.length })
    expect(count(await replay(nodes, passed(late), Date.now() + 1))).toEqual({
      401: 2 * late.length,
    })
    for (const api of nodes.apis) {
      const said = api.log().map(({ event, code }) => String(code ?? event))
      expect([...new Set(said)].filter((word) => !expected.has(word))).toEqual([])
    }
  })
})

function passed(proved: readonly Proved[]): readonly Proved[] {
  return proved.filter(({ answer }) => answer.status === 200)
}
