import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createLog } from '@portcullis-apps/shared'
import express from 'express'
import { expect, it } from 'vitest'
import { failed } from '../src/errors.js'

it('answers a fault in a handler with 500, nothing of it on the wire and a line in the log', async () => {
  const lines: string[] = []
  const app = express()
  app.get('/broken', () => {
    throw new Error('a bug at line 7', { cause: new Error('a deeper one') })
  })
  app.use(failed(createLog((line) => lines.push(line))))
  const server = createServer(app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const answer = await fetch(`http://127.0.0.1:${port}/broken?secret=1`)
  expect(answer.status).toBe(500)
  expect(await answer.text()).toBe('{"error":"server_error"}')
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    {
      time: expect.any(String),
      event: 'failure',
      causes: ['a bug at line 7', 'a deeper one'],
      method: 'GET',
      path: '/broken',
    },
  ])
  server.close()
  server.closeAllConnections()
})
