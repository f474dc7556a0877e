import { describeWith } from '@portcullis-tooling/services/describe-with'
import { expect, test } from 'vitest'
import type { Answer } from './client.js'
import { routes } from './routes.js'
import { alice, boundTo, useWorld } from './world.js'

/** What of an answer does not depend on when it was given. */
function timeless({ status, json, headers: { date, ...headers } }: Answer) {
  return { status, json, headers }
}

for (const route of routes) {
  describeWith(route.service, `[A21, R136, R137] an API and a stranger, ${route.title}`, () => {
    const world = useWorld(route, { variables: { TRUSTED_PROXIES: '10.0.0.0/8' } })

    /** What was logged of a path; the log may come a little after the answer. */
    const expectEvents = (path: string) =>
      expect.poll(() =>
        world()
          .api.log()
          .filter((entry) => entry.event === 'untrusted_header' && entry.path === path),
      )
    const event = { header: route.header.toLowerCase(), peerAddress: '127.0.0.1' }

    test('the header changes nothing in a refusal, and is logged', async () => {
      const token = await world().token(boundTo(alice))
      const path = '/items/refused'
      const headers = { [route.header]: route.write(alice) }
      const without = await world().sendToApi({ path, token })
      const withHeader = await world().sendToApi({ path, token, headers })
      expect(without.status).toBe(401)
      expect(timeless(withHeader)).toEqual(timeless(without))
      await expectEvents(path).toMatchObject([event])
    })

    test('the header takes away no access either, not even with junk in it', async () => {
      const token = await world().token()
      const path = '/items/granted'
      const without = await world().sendToApi({ path, token })
      expect(without).toMatchObject({ status: 200, json: { binding: 'none' } })
      for (const value of [route.write(alice), 'junk']) {
        const headers = { [route.header]: value }
        const answer = await world().sendToApi({ path, token, headers })
        expect(timeless(answer)).toEqual(timeless(without))
      }
      await expectEvents(path).toMatchObject([event, event])
    })

    test('a real proxy that the API does not know is a stranger too', async () => {
      const token = await world().token(boundTo(alice))
      const path = '/items/proxied'
      expect((await world().send({ path, token, certificate: alice })).status).toBe(401)
      await expectEvents(path).toMatchObject([event])
    })
  })
}
