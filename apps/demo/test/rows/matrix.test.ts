import { expect, test } from 'vitest'
import { hostsOf } from '../../src/apis.js'
import { rows } from '../../src/rows/index.js'
import { cells, matrix, missingCells } from '../../src/rows/matrix.js'
import type { Row } from '../../src/rows/row.js'
import { kindNames } from '../../src/rows/tokens.js'
import { bindings } from '../../src/tokens/recipe.js'

/** These rows, walked at every host of their APIs. */
function walked(which: readonly Row[]) {
  return which.flatMap((row) => hostsOf(row.to ?? 'the API').map((host) => ({ row, host })))
}

test('it has a row for each combination of its five sides, and the demo walks them all', () => {
  expect(cells).toHaveLength(2 * kindNames.length * bindings.length * 3 * 2)
  expect(matrix).toHaveLength(cells.length)
  expect(new Set(cells.map((cell) => JSON.stringify(cell))).size).toBe(cells.length)
  expect(missingCells(walked(rows))).toEqual([])
})

test('a row that is missing is named, and where', () => {
  const all = walked(matrix)
  expect(missingCells(all.slice(1))).toEqual(['JWT, no proof, for api1, scope enough (express)'])
  expect(missingCells(all.slice(0, -1))).toEqual([
    'local reference, both, for other, scope missing (its authority)',
  ])
  expect(missingCells([])).toHaveLength(all.length)
})

test('each combination is a request and a token of its own', () => {
  const sent = matrix.map(({ request }) => JSON.stringify(request))
  expect(new Set(sent).size).toBe(cells.length)
  const tokens = matrix.map(({ request }) => JSON.stringify(request.presented))
  // Both requests to the API show one token; at the local API, which has one path, the scope of the token
  // differs. Tokens for others that do not name its scope are taken to both.
  const shared = kindNames.length * bindings.length * 2
  expect(new Set(tokens).size).toBe(cells.length / 4 + cells.length / 2 - shared)
})

test('what is not for an API is refused whatever else is right', () => {
  for (const { request, expected, to } of matrix) {
    const own = to === 'the local API' ? /:local:/ : /:api[12]:/
    const isOwn = own.test(request.presented?.resource ?? '')
    expect(expected.status === 401).toBe(!isOwn)
  }
})
