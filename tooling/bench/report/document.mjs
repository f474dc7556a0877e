/** `docs/performance.md` and its pictures, from a result and nothing else. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { top } from '@portcullis-tooling/scripts/process'
import { judge } from './goals.mjs'
import { pictures } from './pictures.mjs'
import { svgOf } from './svg.mjs'
import { short } from './table.mjs'
import * as words from './words.mjs'

/** @import { Part } from '../profile/profile.mjs' */
/** @import { Profile } from '../profile/profiles.mjs' */
/** @import { Result, ResultRow } from './result.mjs' */

const docs = join(top, 'docs')
const folder = 'performance'

/** @param {Result} result */
export async function writeDocument(result) {
  await mkdir(join(docs, folder), { recursive: true })
  for (const [name, picture] of Object.entries(pictures(result))) {
    await writeFile(join(docs, folder, `${name}.svg`), svgOf(picture))
  }
  await writeFile(join(docs, 'performance.md'), documentOf(result))
}

/**
 * @param {readonly string[]} head
 * @param {readonly (readonly string[])[]} lines
 */
function markdownTable(head, lines) {
  const rule = head.map((_title, column) => (column === 0 ? '---' : '---:'))
  return [head, rule, ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

/** @param {string} subject */
function called(subject) {
  return subject === 'portcullis' ? '**Portcullis**' : subject
}

/**
 * Those of one name, by what they cost.
 * @param {Result} result
 * @param {string} name
 * @param {number} [concurrency]
 */
export function rowsNamed({ rows }, name, concurrency = undefined) {
  return rows
    .filter((row) => row.name === name && row.concurrency === (concurrency ?? row.concurrency))
    .sort((a, b) => a.cpuMicrosPerOp - b.cpuMicrosPerOp)
}

/** @param {readonly ResultRow[]} rows */
function comparison(rows) {
  return markdownTable(
    ['', 'CPU per operation', 'spread', 'operations per second', 'in that of'],
    rows.map((row) => [
      called(row.subject),
      `${short(row.cpuMicrosPerOp)} µs`,
      `± ${((row.spread ?? 0) * 100).toFixed(0)} %`,
      short(row.opsPerSecond),
      row.ratio === 1 ? '' : `${short(row.ratio)} × ${row.against}`,
    ]),
  )
}

/**
 * @param {string} title
 * @param {string} text
 * @param {readonly ResultRow[]} rows
 * @param {string} [picture]
 */
function section(title, text, rows, picture) {
  if (rows.length === 0) return ''
  const image = picture === undefined ? '' : `![${title}](${folder}/${picture}.svg)\n\n`
  return `## ${title}\n\n${text}\n\n${image}${comparison(rows)}\n`
}

/** @param {Result} result */
function httpSection({ rows }) {
  const http = rows.filter(({ name }) => name.startsWith('http '))
  if (http.length === 0) return ''
  const table = markdownTable(
    ['', 'CPU of the server', 'spread', 'added to the bare framework'],
    http.map((row) => [
      row.name.slice(5),
      `${short(row.cpuMicrosPerOp)} µs`,
      `± ${((row.spread ?? 0) * 100).toFixed(0)} %`,
      row.addedCpuMicros === undefined ? '' : `${short(row.addedCpuMicros)} µs`,
    ]),
  )
  return `## Over HTTP\n\n${words.http}\n\n${table}\n`
}

/** @param {Result} result */
function growthSection({ rows }) {
  const growth = rows.filter(({ name }) => name.startsWith('growth '))
  if (growth.length === 0) return ''
  const table = markdownTable(
    ['', 'CPU per request', 'in that of 1000', 'held', 'resident growth'],
    growth.map((row) => [
      `${short(row.count ?? 0)} ${row.name.split(' ')[1]}`,
      `${short(row.cpuMicrosPerOp)} µs`,
      `${short(row.ratio)} ×`,
      `${(row.memoryMegabytes ?? 0).toFixed(1)} MB`,
      `${(row.residentMegabytes ?? 0).toFixed(1)} MB`,
    ]),
  )
  return `## What grows, and what does not\n\n${words.growth}\n\n${table}\n`
}

/** @param {Result} result */
function startSection({ start }) {
  if (start === undefined) return ''
  const lines = [
    ['making a guard', `${short(start.guardCpuMicros)} µs`],
    ['what a guard holds before its first request', `${start.guardKilobytes.toFixed(1)} KB`],
    ['from the start of Node to the first answer', `${short(start.firstAnswerMilliseconds)} ms`],
    ['of that, Node alone', `${short(start.bareNodeMilliseconds)} ms`],
  ]
  return `## Starting\n\n${markdownTable(['', ''], lines)}\n`
}

/** @param {Result} result */
function sizeSection({ sizes, sizeParts = [] }) {
  if (sizes === undefined) return ''
  const lines = sizes.map(({ name, minified, gzip, brotli, most, goal }) => [
    name,
    kilobytes(minified),
    kilobytes(gzip),
    kilobytes(brotli),
    kilobytes(most),
    kilobytes(goal ?? most),
  ])
  const head = ['', 'minified', 'gzip', 'brotli', 'budget (brotli)', 'goal']
  const parts = sizeParts.map(({ part, minified }) => [part, kilobytes(minified)])
  const where =
    parts.length === 0 ? '' : `\n${words.sizeParts}\n\n${markdownTable(['', 'minified'], parts)}\n`
  return `## Size\n\n${words.sizes}\n\n${markdownTable(head, lines)}\n${where}`
}

/** @param {number | undefined} bytes */
function kilobytes(bytes) {
  return bytes === undefined ? '' : `${(bytes / 1024).toFixed(1)} KB`
}

/** @param {Result} result */
function profileSection({ profiles = [] }) {
  if (profiles.length === 0) return ''
  /** @type {Map<string, Profile[]>} */
  const groups = new Map()
  for (const profile of profiles) {
    const [kind, framework = ''] = profile.name.split(' ')
    const isHttp = kind === 'http'
    const group = isHttp ? framework : ''
    groups.set(group, [...(groups.get(group) ?? []), isHttp ? withUsInOne(profile) : profile])
  }
  const tables = [...groups.values()].map(profileTable)
  return `## Where the time goes\n\n${words.profiles}\n\n${tables.join('\n\n')}\n`
}

/**
 * Beside a framework only the whole of us counts.
 * @param {Profile} profile
 * @returns {Profile}
 */
function withUsInOne({ name, parts }) {
  const isOurs = (/** @type {Part} */ { part }) => /^(?:core\b|@portcullis\/)/.test(part)
  const ours = { part: 'Portcullis', microsPerOp: sumOf(parts.filter(isOurs)) }
  return { name, parts: [...parts.filter((part) => !isOurs(part)), ours] }
}

/** What takes a smaller share everywhere is in the last line. */
const leastShare = 0.01

/** @param {readonly Profile[]} profiles */
function profileTable(profiles) {
  const microsOf = (/** @type {Profile} */ { parts }, /** @type {string} */ part) =>
    parts.find((one) => one.part === part)?.microsPerOp ?? 0
  const most = (/** @type {string} */ part) =>
    Math.max(...profiles.map((profile) => microsOf(profile, part)))
  const all = [...new Set(profiles.flatMap(({ parts }) => parts.map(({ part }) => part)))]
  const least = leastShare * Math.max(...profiles.map((profile) => sumOf(profile.parts)))
  const told = all.filter((part) => most(part) >= least).sort((a, b) => most(b) - most(a))
  const cell = (/** @type {number} */ micros) => (micros < 0.05 ? '' : micros.toFixed(1))
  const rest = profiles.map(({ parts }) => sumOf(parts.filter(({ part }) => !told.includes(part))))
  return markdownTable(
    ['µs', ...profiles.map(({ name }) => name.replace('http ', ''))],
    [
      ...told.map((part) => [part, ...profiles.map((profile) => cell(microsOf(profile, part)))]),
      ['the rest', ...rest.map(cell)],
    ],
  )
}

/** @param {readonly Part[]} parts */
function sumOf(parts) {
  return parts.reduce((sum, { microsPerOp }) => sum + microsPerOp, 0)
}

/** @param {Result} result */
function goalSection(result) {
  const verdicts = judge(result)
  const list = (/** @type {boolean} */ well) =>
    verdicts
      .filter((verdict) => verdict.well === well)
      .map(({ sentence }) => `- ${sentence}`)
      .join('\n')
  const missed = list(false)
  const reached = `## Goals\n\nReached in this run:\n\n${list(true)}\n`
  return missed === '' ? reached : `${reached}\nNot reached in this run:\n\n${missed}\n`
}

/**
 * What shares the host of a virtual machine is in no load average.
 * @param {Result} result
 */
function gauge(result) {
  const raw = rowsNamed(result, 'raw verify').find(({ subject }) => subject === 'ES256')
  if (raw === undefined) return ''
  return ` One raw ES256 verification, the same work each time, took ${short(raw.cpuMicrosPerOp)} µs: where the same processor takes less, it is less disturbed, and whatever is short gains most from that.`
}

/** @param {Result} result */
export function documentOf(result) {
  const { environment: at } = result
  const local = [...rowsNamed(result, 'local JWT'), ...rowsNamed(result, 'local reference token')]
  const parts = [
    words.opening,
    `Measured on ${at.date} with Node ${at.node} (OpenSSL ${at.openssl}) on ${at.system}: ${at.processor}, ${at.cores} cores, ${at.memoryGigabytes} GB. ` +
      `${at.quick ? 'It was a quick run (`--quick`). ' : ''}The load average at the end was ${at.load.toFixed(1)}; a number well above 1 means that others used the machine, too.${gauge(result)}\n`,
    goalSection(result),
    section('DPoP', words.dpop, rowsNamed(result, 'DPoP request', 1), 'dpop'),
    section('DPoP, 32 requests at once', words.dpopTogether, rowsNamed(result, 'DPoP request', 32)),
    section(
      'A bearer token that comes again',
      words.repeated,
      rowsNamed(result, 'repeated JWT'),
      'repeated',
    ),
    section(
      'A bearer token that is new',
      words.firstSeen,
      rowsNamed(result, 'first-seen JWT'),
      'first-seen',
    ),
    section(
      'Certificate-bound tokens',
      words.certificate,
      rowsNamed(result, 'certificate-bound JWT'),
    ),
    section('DPoP with a nonce', words.nonce, rowsNamed(result, 'DPoP with nonce')),
    section('Reference tokens', words.reference, rowsNamed(result, 'cached reference token')),
    section('An API beside its authorization server', words.local, local),
    section('Redis', words.redis, rowsNamed(result, 'redis reserve')),
    httpSection(result),
    profileSection(result),
    growthSection(result),
    startSection(result),
    sizeSection(result),
    section('The limit', words.raw, rowsNamed(result, 'raw verify')),
    words.repeat,
  ]
  return `${parts.filter((part) => part !== '').join('\n')}`
}
