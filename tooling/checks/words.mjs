/** Words that do not belong in a file that git keeps: whose machine it was, and what is unfinished. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { top } from '@portcullis-tooling/scripts/process'
import { conclude } from './conclude.mjs'
import { trackedFiles } from './tracked.mjs'

const everywhere = /./
const written = /(?<!lock\.yaml)$/
const code = /\.(?:[cm]?[jt]s|tsx)$/
const prose = /\.md$/

/** Written so that no rule finds itself. */
const rules = [
  {
    files: everywhere,
    words: /(?<![\w.~-])\/(?:home|root|Users|work)\/\w/,
    why: "somebody's path",
  },
  { files: everywhere, words: /\bregistry\.[a-z]+\.(?:org|com)/, why: 'the host of a registry' },
  { files: written, words: /\b(?:TO[D]O|FIX[M]E|XX[X]|HAC[K])\b/, why: 'a note to oneself' },
  {
    files: code,
    words: /@ts-(?:ignor[e]|nochec[k])|\bas unknown a[s]\b|\bas an[y]\b/,
    why: 'a way around the types',
  },
  {
    files: code,
    words: /\b(?:it|test|describe)\.(?:onl[y]|ski[p]|tod[o])\b/,
    why: 'a test that does not run',
  },
  { files: prose, words: /\b([a-z]+) \1\b/, why: 'a word said twice' },
]

/** @param {string} file */
function problemsIn(file) {
  const applicable = rules.filter(({ files }) => files.test(file))
  const lines = readFileSync(join(top, file), 'utf8').split('\n')
  return lines.flatMap((line, index) =>
    applicable
      .map(({ words, why }) => ({ found: words.exec(line)?.[0], why }))
      .filter(({ found }) => found !== undefined)
      .map(({ found, why }) => `${file}:${index + 1} has ${why}: ${found}`),
  )
}

const files = await trackedFiles()
conclude(
  `${files.length} files without a word that does not belong there`,
  files.flatMap(problemsIn),
)
