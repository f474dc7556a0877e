import { expect, test } from 'vitest'
import { createStyle, wantsColour } from '../src/style.js'

const [terminal, pipe] = [{ isTTY: true }, {}]

test.each([
  ['a terminal', terminal, {}, true],
  ['a pipe', pipe, {}, false],
  ['a dumb terminal', terminal, { TERM: 'dumb' }, false],
  ['a terminal with NO_COLOR', terminal, { NO_COLOR: '1' }, false],
  ['a terminal with an empty NO_COLOR', terminal, { NO_COLOR: '' }, true],
  ['a pipe with FORCE_COLOR', pipe, { FORCE_COLOR: '1' }, true],
  ['a terminal with FORCE_COLOR=0', terminal, { FORCE_COLOR: '0' }, false],
  ['a pipe with both', pipe, { FORCE_COLOR: '1', NO_COLOR: '1' }, true],
])('%s is coloured: %#', (_name, output, variables, coloured) => {
  expect(wantsColour(output, variables)).toBe(coloured)
})

test('without colour text stays as it is', () => {
  const { bold, dim, good, bad } = createStyle(false)
  expect([bold, dim, good, bad].map((dress) => dress('text'))).toEqual(Array(4).fill('text'))
})

test('with colour text is dressed up and what follows is not', () => {
  expect(createStyle(true).bad('text')).toBe('\x1b[31mtext\x1b[39m')
})
