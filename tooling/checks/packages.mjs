/** `pnpm packages`: are the packages built alike, and does what would be published work for a user? */
import { build, top } from '@portcullis-tooling/scripts/process'
import { conclude } from './conclude.mjs'
import { anatomyProblems } from './packages/anatomy.mjs'
import {
  bundlingProblems,
  declarationProblems,
  fileProblems,
  importProblems,
  installTarballs,
  rangeProblems,
} from './packages/consumer.mjs'
import { typesProblems } from './packages/declarations.mjs'
import { helloProblems } from './packages/hello.mjs'
import { attwProblems, pack, publintProblems } from './packages/publishing.mjs'
import { builtinProblems } from './packages/purity.mjs'
import { measuredOf, sizeOf, sizeProblems } from './packages/sizes.mjs'
import { isPublic, packagesIn, withTemporaryFolder } from './workspace.mjs'

/** @import { Package } from './workspace.mjs' */

/**
 * @param {string} folder
 * @param {Package} found
 * @param {string} tarball
 * @param {readonly Package[]} all
 */
async function problemsOf(folder, found, tarball, all) {
  return [
    ...(await publintProblems(folder, found)),
    ...(await attwProblems(found, tarball)),
    ...(await importProblems(folder, found)),
    ...fileProblems(folder, found),
    ...rangeProblems(folder, found, all),
    ...(await bundlingProblems(folder, found)),
    ...(await declarationProblems(folder, found)),
    ...(await sizesProblems(folder, found)),
  ]
}

/**
 * @param {string} folder
 * @param {Package} found
 */
async function sizesProblems(folder, { manifest: { name, peerDependencies = {} } }) {
  const peers = Object.keys(peerDependencies)
  const sizes = await Promise.all(measuredOf(name).map((one) => sizeOf(folder, one, peers)))
  return sizes.flatMap(sizeProblems)
}

/**
 * One package after the other: a machine with two cores has enough to do with one.
 * @param {string} folder
 * @param {readonly Package[]} published
 */
async function publishedProblems(folder, published) {
  /** @type {Record<string, string>} */
  const tarballs = {}
  for (const found of published) tarballs[found.manifest.name] = await pack(found, folder)
  await installTarballs(folder, tarballs)
  const problems = await builtinProblems(folder, '@portcullis/core')
  for (const found of published) {
    const tarball = tarballs[found.manifest.name] ?? ''
    problems.push(...(await problemsOf(folder, found, tarball, published)))
  }
  problems.push(...(await typesProblems(folder, published)))
  problems.push(...(await helloProblems(published, tarballs)))
  return problems
}

const all = packagesIn(top)
const published = all.filter(isPublic)
const built = await build()
const problems = built
  ? await withTemporaryFolder((folder) => publishedProblems(folder, published))
  : ['the build fails']
conclude(`${all.length} packages built alike, ${published.length} of them fit to publish`, [
  ...all.flatMap(anatomyProblems),
  ...problems,
])
