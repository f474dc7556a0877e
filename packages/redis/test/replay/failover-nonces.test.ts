import { createResourceServer, type ReplayStore, type ResourceServer } from '@portcullis/core'
import { createProofKey, createTestIssuer, proofs } from '@portcullis/testing'
import { caughtUp } from '@portcullis-tooling/services'
import { describeWith } from '@portcullis-tooling/services/describe-with'
import { expect, test } from 'vitest'
import { nodeRedis } from '../support/clients.js'
import {
  declareNew,
  endAfterEach,
  eventually,
  forbidUnhandledRejections,
} from '../support/redis.js'
import { replicated } from '../support/replicated.js'

forbidUnhandledRejections()
endAfterEach()

const publicUrl = 'https://api.example.test'

async function setting(replayStore: ReplayStore) {
  const issuer = await createTestIssuer()
  const key = createProofKey()
  const token = await issuer.token({ claims: { cnf: { jkt: key.thumbprint } } })
  const guardWith = (...secrets: Uint8Array[]) =>
    createResourceServer({
      issuer: issuer.issuer,
      audience: 'api1',
      fetch: issuer.fetch,
      publicUrl,
      replayStore,
      dpop: { nonce: { secrets } },
    })
  const prove = (nonce?: string) =>
    proofs.forge({ key, token, url: `${publicUrl}/`, ...(nonce !== undefined && { nonce }) })
  const present = async (guard: ResourceServer, proof: string) => {
    const fields: Record<string, string> = { authorization: `DPoP ${token}`, dpop: proof }
    const outcome = await guard.protect({
      method: 'GET',
      target: '/',
      scheme: 'https',
      header: (name) => (fields[name] === undefined ? [] : [fields[name]]),
    })
    const [, nonce] = outcome.headers.find(([name]) => /^dpop-nonce$/i.test(name)) ?? []
    return { code: outcome.ok ? 'granted' : outcome.reason.code, nonce }
  }
  return { guardWith, prove, present }
}

describeWith(
  'redis-server',
  'a failover that forgot a proof with a nonce [R118, R120, A13]',
  () => {
    test('lets it pass again, unless nonces have a new secret', async () => {
      const { primary, replica, link, store, failOver } = await replicated(nodeRedis)
      await declareNew(primary)
      await caughtUp(replica, primary)
      const { guardWith, prove, present } = await setting(store)
      const [before, after] = [
        crypto.getRandomValues(new Uint8Array(32)),
        new Uint8Array(32).fill(7),
      ]
      const guard = guardWith(before)
      const { nonce } = await present(guard, prove())
      link.cut()
      const stolen = prove(nonce)
      expect(await present(guard, stolen)).toMatchObject({ code: 'granted' })
      expect(await present(guard, stolen)).toMatchObject({ code: 'dpop_proof_replayed' })
      await failOver()
      const replaced = guardWith(after)
      const told = await present(replaced, stolen)
      expect(told.code).toMatch(/^dpop_nonce_/)
      const again = await eventually(
        () => present(replaced, prove(told.nonce)),
        ({ code }) => code !== 'replay_store_unavailable',
      )
      expect(again.code).toBe('granted')
      // Behind the new one, the old secret is good for what was stolen.
      expect(await present(guardWith(after, before), stolen)).toMatchObject({ code: 'granted' })
    })
  },
)
