/** `pnpm bench`: measures, prints, and writes down what it found. */
import { readFile, writeFile } from 'node:fs/promises'
import { readArguments, usage } from './arguments.mjs'
import { environment } from './environment.mjs'
import { allGroups } from './groups.mjs'
import { measureProfiles } from './profile/profiles.mjs'
import { writeDocument } from './report/document.mjs'
import { judge } from './report/goals.mjs'
import { measureSizeParts, measureSizes } from './report/sizes.mjs'
import { tableOf } from './report/table.mjs'
import { measureStart } from './start.mjs'

/** @import { Wishes } from './arguments.mjs' */
/** @import { Result } from './report/result.mjs' */

/** @param {Wishes} wishes */
async function measureAll({ quick, json, only }) {
  const wanted = (/** @type {string} */ name) =>
    only.length === 0 || only.some((word) => name.toLowerCase().includes(word))
  const rows = []
  for (const group of await allGroups()) {
    if (!wanted(group.name)) continue
    const startedAt = performance.now()
    const found = await group.measure(quick)
    console.log(tableOf(found))
    console.error(`${group.name}: ${((performance.now() - startedAt) / 1000).toFixed(1)} s`)
    rows.push(...found)
  }
  /** @type {Result} */
  const result = {
    environment: environment(quick),
    rows,
    ...(wanted('start') ? { start: await measureStart(quick ? 3 : 21) } : {}),
    ...(wanted('profiles') ? { profiles: await measureProfiles(quick) } : {}),
    ...(wanted('sizes') ? await sizesNow() : {}),
  }
  for (const { well, sentence } of judge(result)) console.log(`${well ? '✓' : '✗'} ${sentence}`)
  if (json !== undefined) await writeFile(json, `${JSON.stringify(result, null, 2)}\n`)
}

async function sizesNow() {
  return { sizes: await measureSizes(), sizeParts: await measureSizeParts() }
}

async function main() {
  const wishes = readArguments(process.argv.slice(2))
  if (wishes.docs === undefined) return measureAll(wishes)
  // Sizes are those of the build, whenever it was measured.
  return writeDocument({
    ...JSON.parse(await readFile(wishes.docs, 'utf8')),
    ...(await sizesNow()),
  })
}

try {
  await main()
  // Servers and pools of those who were measured are no reason to stay.
  process.exit()
} catch (error) {
  console.error(error instanceof TypeError && 'code' in error ? usage : error)
  process.exit(1)
}
