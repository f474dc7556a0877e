import { describe, expect, test } from 'vitest'
import { applied, mutantsIn } from '../mutants.mjs'

/** @param {string} text */
function results(text) {
  return mutantsIn(text).map((mutant) => applied(text, mutant))
}

describe('the checks of a source', () => {
  test('a check that leaves is never true', () => {
    expect(results('if (bad) return no()')).toEqual(['if (false) return no()'])
    expect(results('if (bad) { log(); throw no }')).toEqual(['if (false) { log(); throw no }'])
    expect(results('if (good) log()')).toEqual([])
    expect(results('if (bad) return no(); else yes()')).toEqual([])
  })

  test('a refusal is not returned', () => {
    expect(results("() => { return deny('x') }")).toEqual(['() => { return undefined }'])
    expect(results('() => { return accept() }')).toEqual([])
  })

  test('every operand of a chain is left out once', () => {
    expect(results('a || b || c')).toEqual([
      'false || b || c',
      'a || false || c',
      'a || b || false',
    ])
    expect(results('a && b')).toEqual(['true && b', 'a && true'])
    expect(results('a() ?? b() ?? fallback')).toEqual([
      'undefined ?? b() ?? fallback',
      'a() ?? undefined ?? fallback',
    ])
  })

  test('a condition goes both ways', () => {
    expect(results('a ? b : c')).toEqual(['true ? b : c', 'false ? b : c'])
  })

  test('a boundary is moved, a name is dropped, a quantifier is exchanged', () => {
    expect(results('a < b')).toEqual(['a <= b'])
    expect(results('a >= b')).toEqual(['a > b'])
    expect(results("['x', 'y']")).toEqual(["['\\u0000', 'y']", "['x', '\\u0000']"])
    expect(results('list.every(f)')).toEqual(['list.some(f)'])
  })

  test('types are left alone', () => {
    expect(results("type A = ['x'] extends B ? C : D")).toEqual([])
  })

  test('says where', () => {
    expect(mutantsIn('\n\nif (bad) return')).toMatchObject([
      { line: 3, what: 'a check is never true' },
    ])
  })
})
