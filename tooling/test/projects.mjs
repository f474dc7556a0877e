import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

const top = fileURLToPath(new URL('../..', import.meta.url))
const offline = fileURLToPath(new URL('./offline.mjs', import.meta.url))

/** Workspace packages resolve to their sources, so a test never sees a stale build. */
const conditions = ['@portcullis/source', 'node']

/** @param {string} root */
function project(root) {
  const { name } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  return {
    extends: /** @type {const} */ (true),
    root,
    ssr: { resolve: { conditions, externalConditions: conditions } },
    test: { name, setupFiles: [offline], testTimeout: 30_000, hookTimeout: 60_000 },
  }
}

/** One Vitest project per workspace package that has a `test` folder. */
function everyRoot() {
  return ['packages', 'apps', 'tooling']
    .flatMap((group) => readdirSync(join(top, group)).map((name) => join(top, group, name)))
    .filter((root) => existsSync(join(root, 'test')) && existsSync(join(root, 'package.json')))
}

/** All of them at the root; in a package's own folder only that one, so `vitest run` works there. */
export function projects(folder = process.cwd()) {
  const roots = everyRoot()
  const own = roots.filter((root) => `${folder}${sep}`.startsWith(`${root}${sep}`))
  return (own.length > 0 ? own : roots).map(project)
}
