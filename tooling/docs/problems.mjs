import { existsSync } from 'node:fs'
import { join, posix } from 'node:path'
import { top } from './documents.mjs'
import { anchors, codeBlocks, links } from './markdown.mjs'

/** @import { Document } from './documents.mjs' */
/** @import { Example } from './examples.mjs' */

/**
 * What is known of a code, as in `denialCodes` of core.
 * @typedef {object} CodeFacts
 * @property {number} status
 * @property {string} [error]
 * @property {string} [description]
 * @property {string} source
 */

const exempt = /^ts ignore-check: \S/

/**
 * TypeScript in a document that is not what is compiled, and examples that no document shows. READMEs of
 * apps are about one app each, and left alone.
 * @param {readonly Document[]} documents
 * @param {readonly Example[]} examples
 */
export function exampleProblems(documents, examples) {
  const known = new Set(examples.map(({ text }) => canonical(text)))
  const shown = documents
    .filter(({ path }) => !path.startsWith('apps/'))
    .flatMap(({ path, text }) => tsBlocks(path, text))
  const strange = shown
    .filter(({ info, text }) => !exempt.test(info) && !known.has(canonical(text)))
    .map(
      ({ path, line }) =>
        `${path}:${line} is not word for word a file or region of tooling/docs/examples`,
    )
  const used = new Set(shown.map(({ text }) => canonical(text)))
  const idle = examples
    .filter(({ text }) => !used.has(canonical(text)))
    .map(({ name }) => `tooling/docs/examples/${name} is shown in no document as it stands`)
  return [...strange, ...idle]
}

/** The order of imports does not count: a linter has its own. @param {string} text */
function canonical(text) {
  const lines = text.split('\n')
  const imports = lines.filter((line) => line.startsWith('import '))
  return [...imports.sort(), ...lines.filter((line) => !line.startsWith('import '))].join('\n')
}

/**
 * @param {string} path
 * @param {string} text
 */
function tsBlocks(path, text) {
  return codeBlocks(text)
    .filter(({ info }) => /^(?:ts|tsx|typescript|js|javascript)\b/.test(info))
    .map((block) => ({ path, ...block, text: block.text.trim() }))
}

/**
 * Links that lead nowhere: a file that is not there, or a heading that it does not have.
 * @param {readonly Document[]} documents
 */
export function linkProblems(documents) {
  const pages = new Map(documents.map(({ path, text }) => [path, text]))
  return documents.flatMap(({ path, text }) =>
    links(text)
      .filter(({ target }) => !/^[a-z]+:/.test(target) && !leads(path, target, pages))
      .map(({ line, target }) => `${path}:${line} links to ${target}, which is not there`),
  )
}

/**
 * @param {string} from
 * @param {string} target
 * @param {ReadonlyMap<string, string>} pages
 */
function leads(from, target, pages) {
  const [file = '', anchor] = target.split('#')
  const path = file === '' ? from : posix.join(posix.dirname(from), file)
  if (!existsSync(join(top, path))) return false
  const page = pages.get(path)
  return anchor === undefined || (page !== undefined && anchors(page).includes(anchor))
}

const folders = 'packages|apps|tooling|docs|\\.changeset|\\.ci'
const namedPath = new RegExp(`\`((?:${folders})/[^\`*<>{}…]+?)(?::\\d+)?\``, 'g')

/**
 * Paths in backticks that start with a folder of the repository and are not there.
 * @param {readonly Document[]} documents
 */
export function pathProblems(documents) {
  return documents.flatMap(({ path, text }) =>
    [...text.matchAll(namedPath)]
      .map(([, named = '']) => named)
      .filter((named) => !named.includes(' ') && !existsSync(join(top, named)))
      .map((named) => `${path} speaks of ${named}, which is not there`),
  )
}

/**
 * Ids of requirements that the manifest does not know.
 * @param {readonly Document[]} documents
 * @param {Iterable<string>} ids
 */
export function idProblems(documents, ids) {
  const known = new Set(ids)
  return documents.flatMap(({ path, text }) =>
    [...text.matchAll(/\b[RAC]\d{1,3}\b/g)]
      .map(([id]) => id)
      .filter((id) => !known.has(id))
      .map((id) => `${path} cites ${id}, which is no requirement`),
  )
}

/**
 * Answers in a document that the guard does not give, and answers that it gives and nobody shows.
 * @param {readonly Document[]} documents
 * @param {readonly string[]} answers
 */
export function answerProblems(documents, answers) {
  const shown = documents.flatMap(({ path, text }) =>
    codeBlocks(text)
      .filter(({ info, text }) => info === 'http' && text.startsWith('HTTP/'))
      .map((block) => ({ path, ...block })),
  )
  const strange = shown
    .filter(({ text }) => !answers.includes(text))
    .map(({ path, line }) => `${path}:${line} is no answer of tooling/docs/wire.mjs`)
  const idle = answers
    .filter((answer) => !shown.some(({ text }) => text === answer))
    .map((answer) => `tooling/docs/wire.mjs has an answer that no document shows:\n${answer}`)
  return [...strange, ...idle]
}

/**
 * Where the page of the codes says something else than the table that the guard answers from.
 * @param {string} page
 * @param {Readonly<Record<string, CodeFacts>>} codes
 */
export function codeProblems(page, codes) {
  const sections = new Map(
    page.split('\n### ').map((section) => [/^`(\w+)`/.exec(section)?.[1], unwrapped(section)]),
  )
  return Object.entries(codes)
    .filter(([code, facts]) => !sections.get(code)?.includes(onTheWire(facts)))
    .map(([code, facts]) => `docs/errors.md has no "${onTheWire(facts)}" under ${code}`)
}

/** @param {string} text */
function unwrapped(text) {
  return text.replace(/\n +/g, ' ')
}

/** @param {CodeFacts} facts */
function onTheWire({ status, error, description, source }) {
  if (error === undefined) return `${status}, challenges without \`error\` (${source}).`
  return `${status} \`${error}\`, "${description}" (${source}).`
}
