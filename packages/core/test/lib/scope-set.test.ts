import { describe, expect, test } from 'vitest'
import { scopeSet } from '../../src/lib/scope-set.js'

describe('a scope as a set', () => {
  test.each<[scope: string | readonly string[] | undefined, expected: readonly string[]]>([
    [undefined, []],
    ['', []],
    ['a', ['a']],
    ['a b', ['a', 'b']],
    ['  a   b  ', ['a', 'b']],
    [
      ['a', 'b'],
      ['a', 'b'],
    ],
    [['', 'a'], ['a']],
    [[], []],
  ])('[R71] %j holds %j', (scope, expected) => {
    const set = scopeSet(scope)
    expect([...set]).toEqual(expected)
    expect(set.size).toBe(expected.length)
    expect(new Set(set)).toEqual(new Set(expected))
  })

  test('is compared exactly', () => {
    const set = scopeSet('api1.read')
    expect(set.has('api1.read')).toBe(true)
    for (const other of ['API1.READ', 'api1', 'api1.rea', 'api1.read ', '', '__proto__']) {
      expect(set.has(other)).toBe(false)
    }
  })

  test('reads like any other set', () => {
    const set = scopeSet('a b')
    const visited: string[] = []
    set.forEach((value, key, whole) => {
      visited.push(value, key)
      expect(whole).toBe(set)
    })
    expect(visited).toEqual(['a', 'a', 'b', 'b'])
    expect([...set.keys()]).toEqual(['a', 'b'])
    expect([...set.values()]).toEqual(['a', 'b'])
    expect([...set.entries()]).toEqual([
      ['a', 'a'],
      ['b', 'b'],
    ])
    expect(set).toBeInstanceOf(Set)
    expect(structuredClone(set)).toEqual(new Set(['a', 'b']))
  })
})

describe('nobody can change it', () => {
  const attempts: Readonly<Record<string, (set: Set<string>) => unknown>> = {
    add: (set) => set.add('admin'),
    delete: (set) => set.delete('api1.read'),
    clear: (set) => set.clear(),
    'a member of its own': (set) => Object.assign(set, { has: () => true }),
    'another prototype': (set) => Object.setPrototypeOf(set, Set.prototype),
    'add of Set itself': (set) => Set.prototype.add.call(set, 'admin'),
    'delete of Set itself': (set) => Set.prototype.delete.call(set, 'api1.read'),
    'clear of Set itself': (set) => Set.prototype.clear.call(set),
  }

  test.each(Object.entries(attempts))('with %s', (_name, attempt) => {
    const set = scopeSet('api1.read')
    try {
      attempt(set as Set<string>)
    } catch (error) {
      expect(error).toBeInstanceOf(TypeError)
    }
    expect(set.has('admin')).toBe(false)
    expect(set.has('api1.read')).toBe(true)
    expect([...set]).toEqual(['api1.read'])
    expect([...set.keys(), ...set.values()]).toEqual(['api1.read', 'api1.read'])
    expect([...set.entries()]).toEqual([['api1.read', 'api1.read']])
    expect(set.size).toBe(1)
    const visited: string[] = []
    set.forEach((value) => {
      visited.push(value)
    })
    expect(visited).toEqual(['api1.read'])
  })

  test.each(['add', 'delete', 'clear'] as const)('%s says so', (verb) => {
    const set = scopeSet('api1.read') as Set<string>
    expect(() => set[verb]('x')).toThrow('The scopes of a token cannot be changed')
  })
})
