/**
 * The hello apps, as a user has them: a project with one framework and the tarballs of its binding, and with
 * nothing of the others. Each runs as an ES module and as CommonJS.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { top } from '@portcullis-tooling/scripts/process'
import { transform } from 'esbuild'
import { manifestIn, withTemporaryFolder } from '../workspace.mjs'
import { install } from './consumer.mjs'
import { runProblems } from './hello-run.mjs'
import { installedNames, strangers } from './installed.mjs'

/** @import { Package } from '../workspace.mjs' */

export const hellos = ['core', 'express', 'fastify', 'hono', 'koa']

/** A peer that is not there must not come by itself, and must not be missed. */
const settings = ['--config.auto-install-peers=false', '--config.strict-peer-dependencies=true']

/**
 * @param {readonly Package[]} published
 * @param {Record<string, string>} tarballs By package name.
 */
export async function helloProblems(published, tarballs) {
  const problems = []
  // Only now: what is imported was built a moment ago.
  const { startTestIssuer } = await import('@portcullis/testing')
  const issuer = await startTestIssuer()
  try {
    issuer.clock.set(Date.now())
    for (const hello of hellos) {
      // A folder of its own, not within that of the others: Node looks for packages further up as well.
      const found = await withTemporaryFolder(async (folder) => {
        const { dependencies } = manifestIn(join(top, 'apps', `hello-${hello}`))
        await install(folder, projectOf(dependencies, tarballs), settings)
        const strange = strangers(
          await installedNames(folder),
          Object.keys(dependencies),
          published,
        )
        const ran = await runBoth(folder, hello, issuer)
        return [...strange.map((name) => `${name} is installed with it`), ...ran]
      })
      problems.push(...found.map((problem) => `hello-${hello}: ${problem}`))
    }
  } finally {
    await issuer.close()
  }
  return problems
}

/**
 * The tarballs where the app asks for packages of ours; those that they ask for are tarballs too.
 * @param {Record<string, string>} dependencies
 * @param {Record<string, string>} tarballs
 */
function projectOf(dependencies, tarballs) {
  const files = Object.entries(tarballs).map(([name, path]) => [name, `file:${path}`])
  const overrides = Object.fromEntries(files)
  const own = Object.entries(dependencies).map(([name, range]) => [name, overrides[name] ?? range])
  return { dependencies: Object.fromEntries(own), pnpm: { overrides } }
}

/**
 * @param {string} folder
 * @param {string} hello
 * @param {import('@portcullis/testing').RunningTestIssuer} issuer
 */
async function runBoth(folder, hello, issuer) {
  const source = await readFile(join(top, 'apps', `hello-${hello}`, 'src/main.ts'), 'utf8')
  await writeFile(join(folder, 'main.mjs'), await asModule(source))
  await writeFile(join(folder, 'main.cjs'), await asCommonJs(source))
  return [
    ...(await runProblems(folder, 'main.mjs', issuer)),
    ...(await runProblems(folder, 'main.cjs', issuer)),
  ]
}

/** @param {string} source */
async function asModule(source) {
  return (await transform(source, { loader: 'ts', format: 'esm', target: 'node20' })).code
}

/**
 * CommonJS has no `await` outside functions: whatever follows the imports goes into one.
 * @param {string} source
 */
export async function asCommonJs(source) {
  const imports = /^import [^;]*? from '[^']+'\n/gm
  const body = source.replace(imports, '')
  const wrapped = `${(source.match(imports) ?? []).join('')}void (async () => {\n${body}})()\n`
  return (await transform(wrapped, { loader: 'ts', format: 'cjs', target: 'node20' })).code
}
