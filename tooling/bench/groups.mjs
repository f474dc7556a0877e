/** Everything that is measured, in groups whose sides take turns. */
import { httpFrameworks, httpRows } from './http/rows.mjs'
import { measure } from './measure.mjs'
import { issuerGrowth, proofGrowth, tenantGrowth, tokenGrowth } from './rows/growth.mjs'
import { firstSeenCases, repeatedCases } from './rows/jwt.mjs'
import { certificateCases, dpopCases, nonceCases } from './rows/proof.mjs'
import { rawAlgorithms, rawCase } from './rows/raw.mjs'
import { redisCases } from './rows/redis.mjs'
import { cachedReferenceCases, localCases } from './rows/reference.mjs'
import { openSubjects } from './subjects/index.mjs'

/** @import { Case, Effort, Row } from './measure.mjs' */

/**
 * @typedef {object} Group
 * @property {string} name
 * @property {(quick: boolean) => Promise<readonly Row[]>} measure
 */

/** @typedef {{ cases: readonly Case<never>[], close?: () => unknown }} Sides */

/**
 * The signature that everything is compared with runs in every group, and is told of once.
 * @param {string} name
 * @param {() => Promise<Sides>} open
 * @param {{ quick: Effort, whole: Effort }} efforts
 * @returns {Group}
 */
function besideRaw(name, open, efforts) {
  return {
    name,
    measure: async (quick) => {
      const { cases, close } = await open()
      try {
        const raw = rawCase('ES256')
        const rows = await measure([raw, ...cases], quick ? efforts.quick : efforts.whole)
        return rows.slice(1)
      } finally {
        await close?.()
      }
    },
  }
}

/**
 * Small batches, and many of them: what disturbs a machine comes and goes within a second, and what ran within
 * the same moment is compared. The compiler comes back to code that takes some hundred microseconds for seconds:
 * measured after one of them, it looks a third slower than it is.
 * @type {{ quick: Effort, whole: Effort }}
 */
const usual = {
  quick: { rounds: 8, warmSeconds: 0.2 },
  whole: { rounds: 120, warmSeconds: 2 },
}

/** The first groups with bearer tokens and with proofs run what was not warm in any before. */
const first = { quick: { rounds: 14, warmSeconds: 1.2 }, whole: usual.whole }

/** Where each side runs the same code there is less to tell apart. */
const alike = {
  quick: { rounds: 5, warmSeconds: 0.1 },
  whole: { rounds: 60, warmSeconds: 1 },
}

const overHttp = {
  quick: { rounds: 15, warmRequests: 1600 },
  whole: { rounds: 150, warmRequests: 10_000 },
}

/**
 * @param {string} name
 * @param {(counts: readonly number[], effort: Effort) => Promise<readonly Row[]>} measureGrowth
 * @param {readonly number[]} counts
 * @param {readonly number[]} quickCounts
 * @returns {Group}
 */
function growthOf(name, measureGrowth, counts, quickCounts) {
  return {
    name: `growth ${name}`,
    measure: (quick) =>
      measureGrowth(quick ? quickCounts : counts, quick ? alike.quick : alike.whole),
  }
}

/** @returns {Promise<readonly Group[]>} */
export async function allGroups() {
  const { subjects, thumbprint } = await openSubjects()
  /** @param {() => Promise<readonly Case<never>[]>} make */
  const only = (make) => async () => ({ cases: await make() })
  return [
    { name: 'raw verify', measure: (quick) => measureRaw(quick ? alike.quick : usual.whole) },
    besideRaw(
      'first-seen JWT',
      only(() => firstSeenCases(subjects)),
      first,
    ),
    besideRaw(
      'repeated JWT',
      only(() => repeatedCases(subjects)),
      usual,
    ),
    besideRaw(
      'DPoP request',
      only(() => dpopCases(subjects, 1)),
      first,
    ),
    besideRaw(
      'DPoP request at 32',
      only(() => dpopCases(subjects, 32)),
      usual,
    ),
    besideRaw('DPoP with nonce', only(nonceCases), usual),
    besideRaw(
      'certificate-bound JWT',
      only(() => certificateCases(subjects, thumbprint)),
      usual,
    ),
    besideRaw('cached reference token', cachedReferenceCases, usual),
    besideRaw('local JWT', () => localCases('local JWT'), usual),
    besideRaw('local reference token', () => localCases('local reference token'), usual),
    besideRaw('redis reserve', redisCases, usual),
    ...httpFrameworks.map((framework) => ({
      name: `http ${framework}`,
      measure: (/** @type {boolean} */ quick) =>
        httpRows(framework, quick ? overHttp.quick : overHttp.whole),
    })),
    growthOf('tokens', tokenGrowth, [1, 1000, 100_000, 1_000_000], [1, 1000, 12_000]),
    growthOf('proofs', proofGrowth, [1, 1000, 100_000, 1_000_000], [1000, 100_000, 1_000_000]),
    growthOf('issuers', issuerGrowth, [1, 100, 1000, 10_000], [1, 1000]),
    growthOf('tenants', tenantGrowth, [1, 100, 1000, 10_000], [1, 1000]),
  ]
}

/** @param {Effort} effort */
function measureRaw(effort) {
  const cases = rawAlgorithms.map((algorithm) => ({
    ...rawCase(algorithm),
    against: 'raw verify: ES256',
  }))
  return measure(cases, effort)
}
