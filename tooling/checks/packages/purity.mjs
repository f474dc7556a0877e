/** Core runs wherever there is WebCrypto: outside Node its root entry reaches no Node built-in. */
import { isBuiltin } from 'node:module'
import { build } from 'esbuild'

/** @import { Plugin } from 'esbuild' */

/**
 * Collects who imports which built-in, however it is written.
 * @param {Set<string>} found
 * @returns {Plugin}
 */
function builtinCollector(found) {
  return {
    name: 'builtin-collector',
    setup({ onResolve }) {
      onResolve({ filter: /.*/ }, ({ path, importer }) => {
        if (!isBuiltin(path)) return undefined
        found.add(`${path} (from ${importer.split('node_modules/').at(-1)})`)
        return { path, external: true }
      })
    },
  }
}

/**
 * @param {string} folder A project with the package installed.
 * @param {string} name
 */
export async function builtinProblems(folder, name) {
  /** @type {Set<string>} */
  const found = new Set()
  await build({
    stdin: { contents: `export * from '${name}'`, resolveDir: folder },
    bundle: true,
    write: false,
    logLevel: 'silent',
    platform: 'neutral',
    conditions: [],
    plugins: [builtinCollector(found)],
  })
  return [...found].map((builtin) => `${name} reaches ${builtin} outside Node`)
}
