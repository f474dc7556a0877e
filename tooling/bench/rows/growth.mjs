/** What a request costs, and what memory holds, as tokens, proofs and issuers become many. */
import { createResourceServer, memoryReplayStore, tenants } from '@portcullis/core'
import { measure } from '../measure.mjs'
import { memoryInUse } from '../memory.mjs'
import { guardWith, isGranted, requestWith } from '../subjects/portcullis.mjs'
import {
  audience,
  boundToken,
  digestOf,
  issuer,
  issuerKey,
  jwks,
  proof,
  times,
  token,
} from '../world.mjs'

/** @import { ResourceRequest, ResourceServer } from '@portcullis/core' */
/** @import { Case, Effort, Row } from '../measure.mjs' */
/** @import { Store } from '../store.mjs' */

/** @typedef {Row & { count: number, memoryMegabytes: number, residentMegabytes: number }} GrowthRow */

/** @typedef {{ guard: ResourceServer, prepare: (count: number) => ResourceRequest[], size: number }} Grown */

/**
 * One kind of growth: the guards of all counts are made first, then measured side by side.
 * @param {string} what
 * @param {readonly number[]} counts
 * @param {(count: number) => Promise<Grown>} grow
 * @param {number} base The count that the others are compared with.
 * @param {Effort} effort
 * @returns {Promise<GrowthRow[]>}
 */
async function growth(what, counts, grow, base, effort) {
  /** @type {Pick<GrowthRow, 'count' | 'memoryMegabytes' | 'residentMegabytes'>[]} */
  const sizes = []
  /** @type {Case<never>[]} */
  const cases = []
  for (const count of counts) {
    const before = await memoryInUse()
    const { guard, prepare, size } = await grow(count)
    const after = await memoryInUse()
    sizes.push({
      count,
      memoryMegabytes: (after.held - before.held) / 1e6,
      residentMegabytes: (after.resident - before.resident) / 1e6,
    })
    cases.push({
      name: nameOf(what, count),
      subject: 'portcullis',
      size,
      prepare: async (many) => /** @type {never[]} */ (prepare(many)),
      run: (request) => guard.protect(request),
      isGood: isGranted,
      against: `${nameOf(what, base)}: portcullis`,
    })
  }
  const rows = await measure(cases, effort)
  return rows.map((row, index) => ({
    ...row,
    .../** @type {(typeof sizes)[number]} */ (sizes[index]),
  }))
}

/**
 * @param {string} what
 * @param {number} count
 */
function nameOf(what, count) {
  return `growth ${what} ${count}`
}

/**
 * Live tokens that come again by turns. More than the cache holds are made anew all the time: their texts
 * would take more memory than everything that is measured here.
 * @param {readonly number[]} counts
 * @param {Effort} effort
 */
export function tokenGrowth(counts, effort) {
  const most = 10_000
  return growth(
    'tokens',
    counts,
    async (count) => {
      const guard = guardWith()
      const kept = times(Math.min(count, most / 2), () => token())
      for (let seen = 0; seen < count; seen += kept.length) {
        const batch = seen === 0 ? kept : times(Math.min(kept.length, count - seen), () => token())
        for (const one of batch) await pass(guard, requestWith(`Bearer ${one}`))
      }
      let next = 0
      const again = () => requestWith(`Bearer ${kept[next++ % kept.length]}`)
      const anew = () => requestWith(`Bearer ${token()}`)
      return {
        guard,
        size: count > most ? 100 : 500,
        prepare: (many) => times(many, count > most ? anew : again),
      }
    },
    1000,
    effort,
  )
}

/**
 * Proofs that must not come again: the store is filled the way the guard fills it.
 * @param {readonly number[]} counts
 * @param {Effort} effort
 */
export function proofGrowth(counts, effort) {
  const bound = boundToken()
  const digest = digestOf(bound)
  return growth(
    'proofs',
    counts,
    async (count) => {
      const replayStore = memoryReplayStore({ maximumEntries: count + 1_000_000 })
      /** @type {Store} */
      const filled = replayStore
      // No proof ends while it is measured.
      const now = Math.floor(Date.now() / 1000) + 3600
      for (let index = 0; index < count; index++) {
        const key = digestOf(`proof ${index} ${count}`)
        const free = filled.reserve(key, now + (index % 75), now)
        if (free !== true) throw new Error('A new proof was refused')
      }
      const guard = guardWith({ replayStore })
      await pass(guard, requestWith(`DPoP ${bound}`, proof(digest)))
      const fresh = () => requestWith(`DPoP ${bound}`, proof(digest))
      return { guard, size: 100, prepare: (many) => times(many, fresh) }
    },
    1000,
    effort,
  )
}

/**
 * Issuers that are trusted side by side; each request is of another one, with a token that is new.
 * @param {readonly number[]} counts
 * @param {Effort} effort
 */
export function issuerGrowth(counts, effort) {
  return growth(
    'issuers',
    counts,
    async (count) => {
      const names = times(count, (index) => `${issuer}/${index}`)
      const issuers = names.map((name) => ({ issuer: name, jwks }))
      const guard = createResourceServer({ issuers, audience })
      const of = (/** @type {number} */ index) =>
        requestWith(`Bearer ${token({ claims: { iss: names[index % count] }, key: issuerKey })}`)
      // The keys of each are imported when it is first asked for.
      for (const index of names.keys()) await pass(guard, of(index))
      let next = 0
      return { guard, size: 100, prepare: (many) => times(many, () => of(next++)) }
    },
    1000,
    effort,
  )
}

/**
 * Tenants with an issuer of their own, named by the path; each request is of another one, with a token that
 * is new.
 * @param {readonly number[]} counts
 * @param {Effort} effort
 */
export function tenantGrowth(counts, effort) {
  return growth(
    'tenants',
    counts,
    async (count) => {
      const source = tenants({
        tenantOf: ({ path }) => path.split('/')[1],
        issuersOf: (tenant) => ({ issuer: `${issuer}/${tenant}`, jwks }),
        // As many as are there stay in use only below half of the bound.
        maximumTenants: 2 * count + 2,
      })
      const guard = createResourceServer({ issuers: source, audience })
      const of = (/** @type {number} */ index) => {
        const name = `${index % count}`
        const one = token({ claims: { iss: `${issuer}/${name}` }, key: issuerKey })
        return { ...requestWith(`Bearer ${one}`), target: `/${name}/items` }
      }
      // Each is looked up when its first request comes, and its keys are imported.
      for (const index of Array(count).keys()) await pass(guard, of(index))
      let next = 0
      return { guard, size: 100, prepare: (many) => times(many, () => of(next++)) }
    },
    1000,
    effort,
  )
}

/**
 * @param {ResourceServer} guard
 * @param {ResourceRequest} request
 */
async function pass(guard, request) {
  if (!isGranted(await guard.protect(request))) throw new Error('A good request was refused')
}
