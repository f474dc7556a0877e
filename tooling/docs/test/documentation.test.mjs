import { requirements } from '@portcullis/conformance'
import { denialCodes } from '@portcullis/core'
import { expect, test } from 'vitest'
import { everyDocument } from '../documents.mjs'
import { everyExample } from '../examples.mjs'
import {
  answerProblems,
  codeProblems,
  exampleProblems,
  idProblems,
  linkProblems,
  pathProblems,
} from '../problems.mjs'
import { everyAnswer } from '../wire.mjs'

const documents = everyDocument()

test('every TypeScript block in a document is an example that is type-checked', () => {
  expect(exampleProblems(documents, everyExample())).toEqual([])
})

test('every link in a document leads to a file or a heading', () => {
  expect(linkProblems(documents)).toEqual([])
})

test('every path that a document speaks of is there', () => {
  expect(pathProblems(documents)).toEqual([])
})

test('every answer that a document shows is what the guard answers', async () => {
  expect(answerProblems(documents, await everyAnswer())).toEqual([])
})

test('the page of the codes says of each denial what goes on the wire', () => {
  const page = documents.find(({ path }) => path === 'docs/errors.md')?.text ?? ''
  expect(codeProblems(page, denialCodes)).toEqual([])
})

test('every requirement that a document cites is one', () => {
  const ids = requirements.map(({ id }) => id)
  expect(idProblems(documents, ids)).toEqual([])
})
