/** `node tooling/mutate/mutate.mjs [--list] [rooms or files]`: which checks does no test miss? */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { top } from '@portcullis-tooling/scripts/process'
import { applied, mutantsIn } from './mutants.mjs'
import { withSandbox } from './sandbox.mjs'

/** @import { Mutant } from './mutants.mjs' */
/** @import { Sandbox } from './sandbox.mjs' */

const args = process.argv.slice(2)
const onlyList = args.includes('--list')
const named = args.filter((arg) => !arg.startsWith('--'))
const rooms = named.length > 0 ? named : ['credentials', 'token', 'jwt']

/** @param {string} source @param {string} room Or a file. */
function filesOf(source, room) {
  if (room.endsWith('.ts')) return [room]
  const names = readdirSync(join(source, room)).filter((name) => name.endsWith('.ts'))
  return names.filter((name) => name !== 'index.ts').map((name) => `${room}/${name}`)
}

/**
 * @typedef {Mutant & { file: string, text: string }} Located
 * @param {string} source
 * @returns {Located[]}
 */
function everyMutant(source) {
  const files = rooms.flatMap((room) => filesOf(source, room))
  return files.flatMap((file) => {
    const text = readFileSync(join(source, file), 'utf8')
    return mutantsIn(text).map((mutant) => ({ ...mutant, file, text }))
  })
}

/** @param {Located} mutant */
function described({ file, line, what, text, start, end, replacement }) {
  const original = text.slice(start, end).replace(/\s+/g, ' ').slice(0, 90)
  return `${file}:${line} ${what}: ${original} -> ${replacement}`
}

/**
 * The tests of the room first: they know it best. All the others only when those notice nothing.
 * @param {Sandbox} sandbox
 * @param {Located} mutant
 * @returns {Promise<'noticed' | 'noticed elsewhere' | 'SURVIVED'>}
 */
async function verdictOn({ source, passes }, mutant) {
  const path = join(source, mutant.file)
  writeFileSync(path, applied(mutant.text, mutant))
  try {
    const [room = ''] = mutant.file.split('/')
    if (!(await passes([`test/${room}/`]))) return 'noticed'
    return (await passes([])) ? 'SURVIVED' : 'noticed elsewhere'
  } finally {
    writeFileSync(path, mutant.text)
  }
}

/** @param {Sandbox} sandbox */
async function tryAll(sandbox) {
  const mutants = everyMutant(sandbox.source)
  /** @type {Located[]} */
  const survivors = []
  if (!(await sandbox.passes([]))) throw new Error('The tests are red without any change.')
  for (const [index, mutant] of mutants.entries()) {
    const verdict = await verdictOn(sandbox, mutant)
    if (verdict === 'SURVIVED') survivors.push(mutant)
    console.log(`${index + 1}/${mutants.length} ${verdict} ${described(mutant)}`)
  }
  console.log(`${mutants.length - survivors.length} of ${mutants.length} changes were noticed`)
  for (const survivor of survivors) console.log(`no test misses ${described(survivor)}`)
  process.exitCode = survivors.length > 0 ? 1 : 0
}

if (onlyList) {
  for (const mutant of everyMutant(join(top, 'packages/core/src'))) console.log(described(mutant))
} else await withSandbox(tryAll)
