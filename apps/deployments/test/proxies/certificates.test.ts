import { once } from 'node:events'
import { Agent } from 'node:https'
import type { TLSSocket } from 'node:tls'
import { describeWith } from '@portcullis-tooling/services/describe-with'
import { describe, expect, test } from 'vitest'
import { answerTo } from './client.js'
import { routes } from './routes.js'
import { alice, boundTo, mallory, useWorld } from './world.js'

const invalidToken = { status: 401, json: { error: 'invalid_token' } }

for (const route of routes) {
  describeWith(route.service, `client certificates through ${route.title}`, () => {
    const world = useWorld(route)

    describe('[R125, R126, R127, R128, R136] a bound token', () => {
      test.each([
        ['a JWT', () => world().token(boundTo(alice))],
        ['a reference token', async () => world().reference(boundTo(alice))],
      ])('%s is good with its certificate, and with no other and none', async (_, issue) => {
        const token = await issue()
        expect(await world().send({ token, certificate: alice })).toMatchObject({
          status: 200,
          json: { binding: 'mtls' },
        })
        expect(await world().send({ token, certificate: mallory })).toMatchObject(invalidToken)
        expect(await world().send({ token })).toMatchObject(invalidToken)
      })
    })

    test('[R138] the answer says that it depends on the certificate', async () => {
      const token = await world().token(boundTo(alice))
      const granted = await world().send({ token, certificate: alice })
      expect(String(granted.headers.vary).toLowerCase()).toContain(route.header.toLowerCase())
      const refused = await world().send({ token, certificate: mallory })
      expect(refused.headers['cache-control']).toBe('no-store')
    })

    test('a token that is not bound needs no certificate and minds none', async () => {
      const token = await world().token()
      const bearer = { status: 200, json: { binding: 'none' } }
      expect(await world().send({ token })).toMatchObject(bearer)
      expect(await world().send({ token, certificate: alice })).toMatchObject(bearer)
    })

    describe('[A21, R136, R191] a header that the client sends itself', () => {
      const spellings = [
        route.header,
        route.header.toUpperCase(),
        route.header.replaceAll('-', '_'),
        `HTTP_${route.header.replaceAll('-', '_').toUpperCase()}`,
      ]

      test.each(spellings)('%s is taken away', async (name) => {
        const token = await world().token(boundTo(alice))
        const headers = { [name]: route.write(alice) }
        expect(await world().send({ token, headers })).toMatchObject(invalidToken)
        const other = await world().send({ token, headers, certificate: mallory })
        expect(other).toMatchObject(invalidToken)
      })

      test('is replaced, not added to: the certificate counts, whatever was in it', async () => {
        const token = await world().token(boundTo(alice))
        for (const value of [['junk'], [route.write(mallory)], [route.write(mallory), 'junk']]) {
          const headers = { [route.header]: value }
          const answer = await world().send({ token, headers, certificate: alice })
          expect(answer.status).toBe(200)
        }
        expect(world().api.log()).not.toContainEqual(
          expect.objectContaining({ event: 'untrusted_header' }),
        )
      })
    })

    describe('[R134, R139] a proxy that it believes and that writes nonsense', () => {
      test.each([
        ['one certificate', () => [route.write(alice)], 200],
        ['junk', () => ['junk'], 401],
        ['half of a certificate', () => [route.write(alice).slice(0, 200)], 401],
        ['two lines', () => [route.write(alice), route.write(alice)], 400],
        ['two in one line', () => [`${route.write(alice)}, ${route.write(mallory)}`], 401],
      ])('%s', async (_, values, status) => {
        const token = await world().token(boundTo(alice))
        const headers = { [route.header]: values() }
        expect((await world().sendToApi({ token, headers })).status).toBe(status)
      })
    })

    test('[R125] a resumed TLS session still has its certificate, and no other', async () => {
      const agent = new Agent({ maxCachedSessions: 0 })
      const token = await world().token(boundTo(alice))
      const first = world().open({ token, certificate: alice, agent })
      const socket: TLSSocket = (await once(first, 'socket'))[0]
      const ticket = once(socket, 'session')
      expect((await answerTo(first.end())).status).toBe(200)
      const session: Buffer = (await ticket)[0]
      const resume = async (bound: string) => {
        const next = world().open({ token: bound, agent, session })
        const answer = await answerTo(next.end())
        expect((next.socket as TLSSocket).isSessionReused()).toBe(true)
        return answer.status
      }
      expect(await resume(token)).toBe(200)
      expect(await resume(await world().token(boundTo(mallory)))).toBe(401)
    })
  })
}
