/** Every package is built alike, so that whoever knows one knows all. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'

/** @import { Package } from '../workspace.mjs' */

const files = ['README.md', 'src/index.ts', 'tsup.config.ts', 'tsconfig.json', 'test']
const scripts = ['build', 'test', 'types']
const frameworks = ['express', 'fastify', 'koa', 'hono']

/** What each manifest says word for word. */
const sameEverywhere = {
  license: 'MIT',
  type: 'module',
  sideEffects: false,
  engines: { node: '>=20' },
  files: ['dist', 'src'],
}

/** @param {Package} found */
function missingFiles({ folder }) {
  return files.filter((file) => !existsSync(join(folder, file))).map((file) => `has no ${file}`)
}

/** @param {Package} found */
function manifestFaults({ directory, manifest }) {
  const differing = Object.entries(sameEverywhere)
    .filter(([key, value]) => !isDeepStrictEqual(manifest[key], value))
    .map(
      ([key, value]) =>
        `says ${key} ${JSON.stringify(manifest[key])}, not ${JSON.stringify(value)}`,
    )
  const missing = scripts
    .filter((script) => manifest.scripts?.[script] === undefined)
    .map((script) => `has no script "${script}"`)
  const name = `@portcullis/${directory}`
  const misnamed = manifest.name === name ? [] : [`is called ${manifest.name}, not ${name}`]
  const silent = manifest.description ? [] : ['has no description']
  return [...differing, ...missing, ...misnamed, ...silent]
}

/** @param {Package} found */
function indexFaults({ folder }) {
  const path = join(folder, 'src/index.ts')
  const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
  const unnamed = /^export (?:default|\*)/m.test(text)
  return unnamed ? ['does not name every export in src/index.ts'] : []
}

/** @param {Package} found */
function dependencyFaults({ directory, manifest }) {
  const { dependencies = {}, peerDependencies = {} } = manifest
  const inside = Object.entries(dependencies)
    .filter(([name, range]) => name.startsWith('@portcullis/') && range !== 'workspace:^')
    .map(([name, range]) => `asks for ${name} ${range}, not workspace:^`)
  const needsPeer = frameworks.includes(directory) && !(directory in peerDependencies)
  const peer = needsPeer ? [`does not name ${directory} as a peer`] : []
  const owned = frameworks.filter((name) => name in dependencies)
  return [...inside, ...peer, ...owned.map((name) => `brings its own ${name}: it must be a peer`)]
}

/** @param {Package} found */
function coreFaults({ directory, manifest }) {
  const dependencies = Object.keys(manifest.dependencies ?? {}).sort()
  const expected = ['jose', 'oauth4webapi']
  const wrong = directory === 'core' && !isDeepStrictEqual(dependencies, expected)
  return wrong ? [`depends on ${dependencies.join(', ')}, not on jose and oauth4webapi alone`] : []
}

const rules = [missingFiles, manifestFaults, indexFaults, dependencyFaults, coreFaults]

/** @param {Package} found */
export function anatomyProblems(found) {
  return rules
    .flatMap((rule) => rule(found))
    .map((problem) => `packages/${found.directory} ${problem}`)
}
