/**
 * What a program takes on with a package: bundled and minified by esbuild as a bundler does it, compressed
 * with brotli as a server sends it. Peers and Node's built-ins stay outside.
 */
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { build } from 'esbuild'

/**
 * @typedef {object} Measured
 * @property {string} name What is measured, in a few words.
 * @property {string} contents The program that uses it.
 * @property {readonly string[]} [outside] Packages that do not count.
 * @property {number} [most] Its budget, which CI holds: bytes after compression.
 * @property {number} [goal] What it is meant to come down to, where that is not reached yet.
 */

/**
 * @typedef {object} Size
 * @property {string} name
 * @property {number} minified Bytes.
 * @property {number} gzip Bytes.
 * @property {number} brotli Bytes.
 * @property {number} [most]
 * @property {number} [goal]
 */

const kilobyte = 1024
const libraries = ['jose', 'oauth4webapi']
const core = '@portcullis/core'
const use = `import { createResourceServer, scopes } from '${core}'
console.log(createResourceServer, scopes)`

/** @type {readonly Measured[]} */
const ofCore = [
  {
    name: `${core}, what createResourceServer and scopes take`,
    contents: use,
    outside: libraries,
    most: 26.75 * kilobyte,
    goal: 20 * kilobyte,
  },
  { name: `${core}, the same with jose and oauth4webapi`, contents: use, most: 35 * kilobyte },
  {
    name: `${core}, everything it exports`,
    contents: `export * from '${core}'`,
    outside: libraries,
  },
]

/**
 * What is measured of a package.
 * @param {string} name
 * @returns {readonly Measured[]}
 */
export function measuredOf(name) {
  if (name === core) return ofCore
  const most = bindings.includes(name) ? { most: 3 * kilobyte } : {}
  return [
    {
      name: `${name}, without core`,
      contents: `export * from '${name}'`,
      outside: [core],
      ...most,
    },
  ]
}

const bindings = ['express', 'fastify', 'hono', 'koa', 'node'].map((name) => `@portcullis/${name}`)

const bundled = /** @type {const} */ ({
  bundle: true,
  minify: true,
  write: false,
  logLevel: 'silent',
  format: 'esm',
  platform: 'node',
  target: 'node20',
})

/**
 * @param {string} folder From where the packages are found.
 * @param {Measured} measured
 * @param {readonly string[]} peers
 * @returns {Promise<Size>}
 */
export async function sizeOf(folder, { name, contents, outside = [], ...budget }, peers = []) {
  const { outputFiles } = await build({
    ...bundled,
    stdin: { contents, resolveDir: folder },
    external: [...outside, ...peers],
  })
  const bytes = outputFiles[0]?.contents ?? new Uint8Array()
  return {
    name,
    minified: bytes.length,
    gzip: gzipSync(bytes, { level: 9 }).length,
    brotli: brotliCompressSync(bytes).length,
    ...budget,
  }
}

/** @typedef {{ part: string, minified: number }} SizePart */

/**
 * Where the bytes of core's guard are: its folders, the largest first, as the bundler counts them.
 * @param {string} folder Of core.
 * @returns {Promise<readonly SizePart[]>}
 */
export async function sizePartsOfCore(folder) {
  const { metafile } = await build({
    ...bundled,
    stdin: { contents: use, resolveDir: folder },
    external: libraries,
    conditions: ['@portcullis/source'],
    absWorkingDir: folder,
    metafile: true,
  })
  /** @type {Map<string, number>} */
  const parts = new Map()
  for (const { inputs } of Object.values(metafile.outputs)) {
    for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
      const [, part = 'the guard itself'] = /^src\/([\w-]+)\//.exec(file) ?? []
      parts.set(part, (parts.get(part) ?? 0) + bytesInOutput)
    }
  }
  return [...parts]
    .map(([part, minified]) => ({ part, minified }))
    .sort((a, b) => b.minified - a.minified)
}

/** @param {Size} size */
export function sizeProblems({ name, brotli, most }) {
  if (most === undefined || brotli <= most) return []
  return [`${name}: ${inKilobytes(brotli)} compressed, at most ${inKilobytes(most)} may be`]
}

/** @param {number} bytes */
export function inKilobytes(bytes) {
  return `${(bytes / kilobyte).toFixed(1)} KB`
}
