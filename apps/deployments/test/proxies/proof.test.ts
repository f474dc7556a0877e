import { createProofKey, proofs } from '@portcullis/testing'
import { describeWith } from '@portcullis-tooling/services/describe-with'
import { describe, expect, test } from 'vitest'
import { publicHost, type Sent } from './client.js'
import { oneOfEach } from './routes.js'
import { alice, boundTo, mallory, useWorld, type World } from './world.js'

const key = createProofKey()
const jkt = { jkt: key.thumbprint }

/** A request with a proof that speaks of this URL. */
async function sendProof(world: World, htu: string, sent: Sent, confirmation: object = jkt) {
  const token = await world.token(confirmation)
  const headers = {
    authorization: `DPoP ${token}`,
    dpop: proofs.forge({ key, url: htu, token }),
    ...sent.headers,
  }
  return world.send({ ...sent, headers })
}

for (const route of oneOfEach) {
  describeWith(route.service, `DPoP through ${route.title}`, () => {
    describe('[R104] with a path prefix that the proxy takes off and PUBLIC_URL has', () => {
      const prefix = '/v1'
      const world = useWorld(route, {
        prefix,
        variables: { PUBLIC_URL: `https://${publicHost}/v1`, DPOP: 'allowed' },
      })

      test.each([
        ['as it is', '/v1/me', '/v1/me'],
        ['with a query, which does not count', '/v1/me?a=1', '/v1/me'],
        ['with an encoded slash', '/v1/items/a%2Fb', '/v1/items/a%2Fb'],
        ['with encoded letters', '/v1/items/%41%20%c3%a9', '/v1/items/A%20%C3%A9'],
      ])('a proof for the public URL is good: %s', async (_, path, htuPath) => {
        const answer = await sendProof(world(), `https://${publicHost}${htuPath}`, { path })
        expect(answer).toMatchObject({ status: 200, json: { binding: 'dpop' } })
      })

      test.each([
        ['without the prefix', () => `https://${publicHost}/me`],
        ['with another prefix', () => `https://${publicHost}/v2/me`],
        ['of another host', () => 'https://other.example.test/v1/me'],
        ['of the API behind the proxy', () => `http://127.0.0.1:${world().api.port}/me`],
      ])('a proof for a URL %s is not', async (_, url) => {
        const answer = await sendProof(world(), url(), { path: '/v1/me' })
        expect(answer).toMatchObject({ status: 401, json: { error: 'invalid_dpop_proof' } })
      })

      test('[R131] a token with both bindings needs proof and certificate', async () => {
        const url = `https://${publicHost}/v1/me`
        const both = { ...jkt, ...boundTo(alice) }
        const ask = (sent: Sent) => sendProof(world(), url, { path: '/v1/me', ...sent }, both)
        expect(await ask({ certificate: alice })).toMatchObject({
          status: 200,
          json: { binding: 'dpop+mtls' },
        })
        expect((await ask({ certificate: mallory })).status).toBe(401)
        expect((await ask({})).status).toBe(401)
      })

      test('[A16] metadata speaks of PUBLIC_URL, whatever Host says', async () => {
        const path = '/v1/.well-known/oauth-protected-resource'
        const headers = { host: 'evil.example.test' }
        const { json } = await world().send({ path, headers })
        expect(json).toMatchObject({ resource: `https://${publicHost}/v1` })
      })

      test('what is not under the prefix does not get to the API', async () => {
        for (const path of ['/me', '/v1', '/v10/me', '/x/../v1/me', '/']) {
          expect(await world().send({ path })).toMatchObject({ status: 404, json: undefined })
        }
      })
    })

    describe('[A16, R104] with forwarded headers', () => {
      const world = useWorld(route, { variables: { DPOP: 'allowed' } })

      test('the proxy says what the client asked for', async () => {
        const answer = await sendProof(world(), `https://${publicHost}/me`, { path: '/me' })
        expect(answer.status).toBe(200)
      })

      test('the client says nothing in its place', async () => {
        const headers = { 'x-forwarded-host': 'evil.example.test', 'x-forwarded-proto': 'http' }
        const ask = async (host: string) =>
          (await sendProof(world(), `https://${host}/me`, { headers })).status
        expect(await ask('evil.example.test')).toBe(401)
        expect(await ask(publicHost)).toBe(200)
      })
    })
  })
}
