/** A project in TypeScript that imports every package, and checks the types of libraries as well. */
import { writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { capture, top } from '@portcullis-tooling/scripts/process'

/** @import { Package } from '../workspace.mjs' */

/** The one that writes our declarations, and the newest. */
const homes = [top, join(top, 'tooling/typescript')]

/** What a program of each kind is called: as a module, and as CommonJS. */
const programs = ['use.mts', 'use.cts']

const compilerOptions = {
  module: 'nodenext',
  target: 'es2022',
  types: ['node'],
  strict: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: false,
  noEmit: true,
}

/**
 * @param {string} folder Where the packages are installed.
 * @param {readonly Package[]} published
 * @returns {Promise<readonly string[]>}
 */
export async function typesProblems(folder, published) {
  const lines = published.map(
    ({ manifest: { name } }, index) =>
      `import * as all${index} from '${name}'\nexport const used${index}: object = all${index}\n`,
  )
  const problems = []
  for (const program of programs) {
    const project = join(folder, `${program}.json`)
    await writeFile(join(folder, program), lines.join(''))
    // One kind at a time: what they add to the types of a framework they would add twice.
    await writeFile(project, JSON.stringify({ compilerOptions, files: [program] }))
    problems.push(...(await Promise.all(homes.map((home) => compile(home, project)))))
  }
  return problems.flat()
}

/**
 * @param {string} home From where the compiler is found.
 * @param {string} project
 */
async function compile(home, project) {
  const require = createRequire(join(home, 'package.json'))
  const manifest = require.resolve('typescript/package.json')
  const compiler = join(dirname(manifest), 'bin/tsc')
  const { code, output } = await capture([process.execPath, compiler, '-p', project])
  const { version } = require(manifest)
  return code === 0 ? [] : [`TypeScript ${version} refuses the types of packages:\n${output}`]
}
