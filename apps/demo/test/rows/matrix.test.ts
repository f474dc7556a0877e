import { expect, test } from 'vitest'
import { rows } from '../../src/rows/index.js'
import { cells, matrix, missingCells } from '../../src/rows/matrix.js'
import { kindNames } from '../../src/rows/tokens.js'
import { bindings } from '../../src/tokens/recipe.js'

test('it has a row for each combination of its four sides, and the demo walks them all', () => {
  expect(cells).toHaveLength(kindNames.length * bindings.length * 3 * 2)
  expect(matrix).toHaveLength(cells.length)
  expect(new Set(cells.map((cell) => JSON.stringify(cell))).size).toBe(cells.length)
  expect(missingCells(rows)).toEqual([])
})

test('a row that is missing is named', () => {
  expect(missingCells(matrix.slice(1))).toEqual(['JWT, no proof, for api1, scope enough'])
  expect(missingCells([])).toHaveLength(cells.length)
})

test('each combination is a request and a token of its own', () => {
  const sent = matrix.map(({ request }) => JSON.stringify(request))
  expect(new Set(sent).size).toBe(cells.length)
  const tokens = matrix.map(({ request }) => JSON.stringify(request.presented))
  expect(new Set(tokens).size).toBe(cells.length / 2)
})
