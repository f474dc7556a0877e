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

const usual = { quick: { rounds: 11, share: 0.5, quick: true }, whole: { rounds: 30, share: 1 } }

/** Beside each other, for the neighbours take long. */
const growthEfforts = {
  quick: { rounds: 7, share: 0.5, quick: true },
  whole: { rounds: 20, share: 1 },
}

/** @param {boolean} quick */
const growthEffort = (quick) => (quick ? growthEfforts.quick : growthEfforts.whole)

/** @returns {Promise<readonly Group[]>} */
export async function allGroups() {
  const { subjects, thumbprint } = await openSubjects()
  /** @param {() => Promise<readonly Case<never>[]>} make */
  const only = (make) => async () => ({ cases: await make() })
  return [
    { name: 'raw verify', measure: (quick) => measureRaw(quick ? usual.quick : usual.whole) },
    besideRaw(
      'first-seen JWT',
      only(() => firstSeenCases(subjects)),
      usual,
    ),
    besideRaw(
      'repeated JWT',
      only(() => repeatedCases(subjects)),
      usual,
    ),
    besideRaw(
      'DPoP request',
      only(() => dpopCases(subjects, 1)),
      usual,
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
        httpRows(framework, quick ? { rounds: 11, share: 0.3, quick } : { rounds: 30, share: 1 }),
    })),
    {
      name: 'growth tokens',
      measure: (quick) =>
        tokenGrowth(quick ? [1, 1000, 20_000] : [1, 1000, 100_000, 1_000_000], growthEffort(quick)),
    },
    {
      name: 'growth proofs',
      measure: (quick) => proofGrowth([1, 1000, 100_000, 1_000_000], growthEffort(quick)),
    },
    {
      name: 'growth issuers',
      measure: (quick) => issuerGrowth([1, 100, 1000, 10_000], growthEffort(quick)),
    },
    {
      name: 'growth tenants',
      measure: (quick) => tenantGrowth([1, 100, 1000, 10_000], growthEffort(quick)),
    },
  ]
}

/** @param {Effort} effort */
function measureRaw(effort) {
  const cases = rawAlgorithms.map((algorithm) => ({
    ...rawCase(algorithm),
    against: 'raw verify: ES256',
  }))
  return measure(cases, { ...effort, share: effort.share * 0.3 })
}
