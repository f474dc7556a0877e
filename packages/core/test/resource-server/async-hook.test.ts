import { createTestIssuer } from '@portcullis/testing'
import { expect, test } from 'vitest'
import { guardFor, refused } from '../support/guard.js'
import { requestOf } from '../support/request.js'

test('an async hook that fails changes nothing either', async () => {
  const unhandled: unknown[] = []
  const listeners = process.listeners('unhandledRejection')
  process.removeAllListeners('unhandledRejection')
  process.on('unhandledRejection', (reason) => unhandled.push(reason))
  const issuer = await createTestIssuer()
  const guard = guardFor(issuer, {
    onDenial: async () => {
      throw new Error('log is down')
    },
  })
  expect(refused(await guard.protect(requestOf())).status).toBe(401)
  await new Promise((done) => setTimeout(done, 10))
  process.removeAllListeners('unhandledRejection')
  for (const listener of listeners) process.on('unhandledRejection', listener)
  expect(unhandled).toEqual([])
})
