import { describe, expect, test } from 'vitest'
import { DigestTable } from '../../src/lib/digest-table.js'

/** Digests that all want the same slot. */
function crowding(index: number): Uint32Array {
  return Uint32Array.of(0, 0, 0, index)
}

describe('a table whose digests all begin alike', () => {
  test('keeps each of them', () => {
    const table = new DigestTable()
    for (let index = 0; index < 500; index++) table.add(crowding(index), 100 + index, 0)
    for (let index = 0; index < 500; index++)
      expect(table.timeOf(crowding(index))).toBe(100 + index)
    expect(table.timeOf(crowding(500))).toBe(0)
  })

  test.each([0, 1, 2, 3])('tells digests apart that differ in word %i alone', (word) => {
    const table = new DigestTable()
    const one = Uint32Array.of(16, 16, 16, 16)
    const other = Uint32Array.from(one, (value, index) => (index === word ? value * 2 : value))
    table.add(one, 10, 0)
    expect(table.timeOf(other)).toBe(0)
    table.add(other, 20, 0)
    expect([table.timeOf(one), table.timeOf(other)]).toEqual([10, 20])
  })

  test('uses the room of those that are over, and finds those behind them', () => {
    const table = new DigestTable()
    for (let index = 0; index < 10; index++) table.add(crowding(index), index < 5 ? 10 : 100, 0)
    table.add(crowding(20), 100, 50)
    expect(table.timeOf(crowding(20))).toBe(100)
    for (let index = 5; index < 10; index++) expect(table.timeOf(crowding(index))).toBe(100)
    table.add(crowding(4), 200, 50)
    expect(table.timeOf(crowding(4))).toBe(200)
  })

  test('a digest that came again in front of its old place is over with its new time', () => {
    const table = new DigestTable()
    table.add(crowding(1), 10, 0)
    table.add(crowding(2), 20, 0)
    table.add(crowding(2), 40, 30)
    expect(table.timeOf(crowding(2))).toBe(40)
    table.add(crowding(3), 60, 50)
    expect(table.timeOf(crowding(2))).toBeLessThanOrEqual(50)
    expect(table.timeOf(crowding(3))).toBe(60)
  })

  test('goes round its end', () => {
    const table = new DigestTable()
    for (let index = 0; index < 8; index++) table.add(Uint32Array.of(15, 0, 0, index), 10, 0)
    for (let index = 0; index < 8; index++) {
      expect(table.timeOf(Uint32Array.of(15, 0, 0, index))).toBe(10)
    }
  })
})
