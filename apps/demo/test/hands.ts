import { afterAll } from 'vitest'
import { Certificates } from '../src/certificates.js'
import type { Take } from '../src/prepare.js'
import type { Place } from '../src/rows/row.js'
import type { RowHands } from '../src/run-row.js'
import { createClientKey } from '../src/tokens/client-key.js'

export const certificates = await Certificates.make()
export const clientKey = await createClientKey()

afterAll(() => certificates.remove())

/** Every recipe is the same token; where it is to be bound to a key, it is to the same key. */
const takeOne: Take = async ({ bound = 'none' }) =>
  bound === 'none' ? { token: 'a-token' } : { token: 'a-token', key: clientKey }

export function handsFor(place: Place, take = takeOne, revoked: string[] = []): RowHands {
  const revoke: RowHands['revoke'] = async (recipe) => {
    revoked.push((await take(recipe)).token)
  }
  return { host: 'express', place, certificates, take, revoke, urlOf: () => place.url }
}
