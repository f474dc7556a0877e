import { expect, test } from 'vitest'
import { examplesIn } from '../examples.mjs'
import { anchors, codeBlocks, links } from '../markdown.mjs'
import {
  answerProblems,
  codeProblems,
  exampleProblems,
  idProblems,
  linkProblems,
  pathProblems,
} from '../problems.mjs'

const fence = '```'

/** @param {string} text @param {string} [path] */
function page(text, path = 'docs/errors.md') {
  return { path, text }
}

/** @param {string} code @param {string} [info] */
function showing(code, info = 'ts') {
  return page(`Some words.\n\n${fence}${info}\n${code}\n${fence}\n`)
}

const example = { name: 'a.ts', text: 'const a = 1' }

test('a block that is an example has no problem', () => {
  expect(exampleProblems([showing('const a = 1')], [example])).toEqual([])
})

test.each(['ts', 'typescript', 'js', 'ts ignore-check:'])(
  'a block of %s that is none is named with its line',
  (info) => {
    const problems = exampleProblems(
      [showing('const a = 1'), showing('const a = 2', info)],
      [example],
    )
    expect(problems).toEqual([
      'docs/errors.md:3 is not word for word a file or region of tooling/docs/examples',
    ])
  },
)

test('a block may be left out of the check with a reason', () => {
  const old = showing('const a = 2', 'ts ignore-check: how it was before')
  expect(exampleProblems([old, showing('const a = 1')], [example])).toEqual([])
})

test('the order of imports does not count', () => {
  const text = "import a from 'a'\nimport { b } from 'b'\n\na(b)"
  const turned = "import { b } from 'b'\nimport a from 'a'\n\na(b)"
  expect(exampleProblems([showing(text)], [{ name: 'c.ts', text: turned }])).toEqual([])
})

test('the README of an app is left alone', () => {
  const block = showing('const a = 2')
  expect(exampleProblems([{ ...block, path: 'apps/demo/README.md' }], [])).toEqual([])
})

test('an example that nobody shows is a problem', () => {
  expect(exampleProblems([], [example])).toEqual([
    'tooling/docs/examples/a.ts is shown in no document as it stands',
  ])
})

test('a file without regions is one example, a region is cut out and moved to the left', () => {
  expect(examplesIn('a.ts', 'const a = 1\n')).toEqual([example])
  const text = 'f()\n// #region inner\n  if (a) {\n    b()\n  }\n// #endregion\ng()\n'
  expect(examplesIn('b.ts', text)).toEqual([{ name: 'b.ts#inner', text: 'if (a) {\n  b()\n}' }])
})

test('two parts with one name are one region', () => {
  const part = (/** @type {string} */ code) => `// #region a\n${code}\n// #endregion\n`
  const text = `${part("import 'a'")}hidden()\n${part('\nshown()')}`
  expect(examplesIn('c.ts', text)).toEqual([{ name: 'c.ts#a', text: "import 'a'\n\nshown()" }])
})

test('a block in a list loses the indent of the list', () => {
  const text = `- one\n\n  ${fence}sh\n  ls\n    -l\n  ${fence}\n`
  expect(codeBlocks(text)).toEqual([{ line: 3, info: 'sh', text: 'ls\n  -l' }])
})

test('headings get the anchors that a page gives them; lines in code are no headings', () => {
  const text = `# A word\n\n## \`claim_missing\`\n\n${fence}sh\n# no\n${fence}\n\n### A, b: c-d\n`
  expect(anchors(text)).toEqual(['a-word', 'claim_missing', 'a-b-c-d'])
})

test('links in code are no links', () => {
  expect(links(`[a](b.md)\n\n${fence}\n[c](d.md)\n${fence}\n`)).toEqual([
    { line: 1, target: 'b.md' },
  ])
})

test('a link to a file or a heading that is not there is a problem', () => {
  const text = '[a](#here) [b](#there)\n[c](nowhere.md) [d](../README.md)\n\n# Here\n'
  expect(linkProblems([page(text)])).toEqual([
    'docs/errors.md:1 links to #there, which is not there',
    'docs/errors.md:2 links to nowhere.md, which is not there',
  ])
})

test('a link to elsewhere is not followed', () => {
  expect(linkProblems([page('[a](https://example.com/b)')])).toEqual([])
})

test('a path that is not there is a problem; a pattern is not a path', () => {
  const text = '`packages/core/src/index.ts`, `packages/core/none.ts:3`, `packages/*/src`'
  expect(pathProblems([page(text)])).toEqual([
    'docs/errors.md speaks of packages/core/none.ts, which is not there',
  ])
})

test('an answer that the guard does not give is a problem, and so is one that nobody shows', () => {
  const answer = 'HTTP/1.1 401 Unauthorized\n\n{}'
  expect(answerProblems([showing(answer, 'http')], [answer])).toEqual([])
  expect(answerProblems([showing(`${answer} `, 'http')], [answer])).toEqual([
    'docs/errors.md:3 is no answer of tooling/docs/wire.mjs',
    `tooling/docs/wire.mjs has an answer that no document shows:\n${answer}`,
  ])
  expect(answerProblems([showing('GET /data HTTP/1.1', 'http')], [])).toEqual([])
})

test('a code without a section, or with other words in it than the table has, is a problem', () => {
  const facts = {
    status: 401,
    error: 'invalid_token',
    description: 'It is bad',
    source: 'RFC 1 §2',
  }
  const line = '401 `invalid_token`, "It is bad" (RFC 1 §2).'
  const wrapped = line.replace('bad" ', 'bad"\n  ')
  expect(
    codeProblems(`# Codes\n\n### \`bad\`\n\n- On the wire: ${wrapped}\n`, { bad: facts }),
  ).toEqual([])
  expect(codeProblems(`# Codes\n\n### \`other\`\n\n${line}\n`, { bad: facts })).toEqual([
    `docs/errors.md has no "${line}" under bad`,
  ])
  const silent = { status: 401, source: 'RFC 1 §3' }
  expect(codeProblems('', { silent })).toEqual([
    'docs/errors.md has no "401, challenges without `error` (RFC 1 §3)." under silent',
  ])
})

test('an id that is no requirement is a problem; the name of an algorithm is no id', () => {
  expect(idProblems([page('R1, A2–A3, RS256, C9')], ['R1', 'A2', 'A3'])).toEqual([
    'docs/errors.md cites C9, which is no requirement',
  ])
})
