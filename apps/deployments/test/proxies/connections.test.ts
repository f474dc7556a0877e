import { Agent } from 'node:https'
import { describeWith } from '@portcullis-tooling/services/describe-with'
import { afterEach, expect, test } from 'vitest'
import { answerTo } from './client.js'
import { startRelay } from './relay.js'
import { oneOfEach } from './routes.js'
import { alice, boundTo, mallory, useWorld } from './world.js'

const agents: Agent[] = []

/** One connection, kept. */
function keepAlive() {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  agents.push(agent)
  return agent
}

afterEach(() => {
  for (const agent of agents.splice(0)) agent.destroy()
})

for (const route of oneOfEach) {
  describeWith(route.service, `connections through ${route.title}`, () => {
    let relay: Awaited<ReturnType<typeof startRelay>> | undefined
    const world = useWorld(route, {
      between: async (port) => {
        relay = await startRelay(port)
        return relay
      },
    })

    test('[R125] clients share connections to the API and never a certificate', async () => {
      const token = await world().token(boundTo(alice))
      const clients = [
        { agent: keepAlive(), certificate: alice },
        { agent: keepAlive(), certificate: mallory },
        { agent: keepAlive() },
      ]
      const statuses: number[] = []
      for (let round = 0; round < 4; round += 1) {
        for (const client of clients)
          statuses.push((await world().send({ token, ...client })).status)
      }
      expect(statuses).toEqual(Array(4).fill([200, 401, 401]).flat())
      expect(relay?.connections()).toBeLessThanOrEqual(3)
    })

    test('a client keeps its connection over refusals', async () => {
      const agent = keepAlive()
      const good = await world().token(boundTo(alice))
      const bad = await world().token(boundTo(mallory))
      const ports = new Set<number | undefined>()
      for (const token of [good, bad, good]) {
        const outgoing = world().open({ token, agent, certificate: alice })
        const { status } = await answerTo(outgoing.end())
        ports.add(outgoing.socket?.localPort)
        expect(status).toBe(token === good ? 200 : 401)
      }
      expect(ports.size).toBe(1)
    })

    test('an upload is refused before it is over', async () => {
      const token = await world().token(boundTo(alice), { scope: 'api1.write' })
      const headers = { 'content-length': String(8 * 1024 * 1024) }
      const upload = world().open({ token, method: 'POST', path: '/data', headers })
      upload.on('error', () => {})
      upload.write(Buffer.alloc(64 * 1024))
      expect(await answerTo(upload)).toMatchObject({
        status: 401,
        json: { error: 'invalid_token' },
      })
      upload.destroy()
    })

    test('an upload that goes on after its refusal does no harm', async () => {
      const agent = keepAlive()
      const token = await world().token(boundTo(alice), { scope: 'api1.write' })
      const body = Buffer.alloc(4 * 1024 * 1024)
      const upload = { token, method: 'POST', path: '/data', body }
      const refused = await world().send({ ...upload, certificate: mallory, agent: keepAlive() })
      expect(refused.status).toBe(401)
      for (let round = 0; round < 2; round += 1) {
        const answer = await world().send({ ...upload, certificate: alice, agent })
        expect(answer).toMatchObject({ status: 201, json: { created: true } })
      }
    })
  })
}
