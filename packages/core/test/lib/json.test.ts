import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isJsonObject, JsonFault, parseJsonObject } from '../../src/lib/json.js'

function parse(text: string): unknown {
  const result = parseJsonObject(text)
  return result instanceof JsonFault ? result.reason : result
}

describe('refused', () => {
  test.each([
    '',
    ' ',
    '{',
    '}',
    '{}x',
    '{}{}',
    '{"a":1}]',
    '\ufeff{}',
    '{\u00a0}',
    "{'a':1}",
    '{a:1}',
  ])('[R26, R27, A8] %j: no JSON, or more than JSON', (text) => {
    expect(parse(text)).toBe('syntax')
  })

  test.each(['null', 'true', '0', '"{}"', '[]', '[{}]'])('[R26] %j: no object', (text) => {
    expect(parse(text)).toBe('not_an_object')
  })

  test.each([
    '{"a":1,"a":1}',
    '{"a":1,"a":2}',
    '{"a" : 1 , "a" : 1}',
    '{"a"\n:1,"a"\t\r\n:1}',
    '{"":1,"":1}',
    '{"a":1,"b":2,"a":3}',
    '{"alg":1,"\\u0061lg":2}',
    '{"\\u0061":1,"\\u0061":2}',
    '{"\\"":1,"\\u0022":2}',
    '{"\\\\":1,"\\u005c":2}',
    '{"\\/":1,"/":2}',
    '{"\\ud83d\\ude00":1,"\ud83d\ude00":2}',
    '{"__proto__":1,"__proto__":2}',
    '{"__proto__":1,"__proto\\u005f_":2}',
    '{"constructor":1,"constructor":2}',
    '{"x":{"a":1,"a":2}}',
    '{"x":[{"a":1,"a":2}]}',
    '{"x":[[[{"y":{"a":1,"a":2}}]]]}',
    '{"x":{},"y":[],"x":1}',
    '{"x":{"a":1},"x":{"a":1}}',
    '{"a":"b","a":"c"}',
    '{"x":"\\\\","x":1}',
    '{"x":"\\"","x":1}',
  ])('[R27, R41, A8] %j: a name twice in one object', (text) => {
    expect(parse(text)).toBe('duplicate_member')
  })

  test('[R61, A10] more than 16 deep, whatever it is made of', () => {
    const nested = (depth: number, open: string, close: string) =>
      `{"x":${open.repeat(depth)}1${close.repeat(depth)}}`
    expect(parse(nested(15, '[', ']'))).toBeTypeOf('object')
    expect(parse(nested(16, '[', ']'))).toBe('too_deep')
    expect(parse(nested(15, '{"x":', '}'))).toBeTypeOf('object')
    expect(parse(nested(16, '{"x":', '}'))).toBe('too_deep')
    expect(parse(nested(5000, '[', ']'))).toBe('too_deep')
    expect(parse(nested(500_000, '[', ']'))).toBe('too_deep')
  })

  // Looking for each name among all others would take minutes, and end the test. So would a look through the
  // whole text for each character of it, which is what compiled code made of one that was asked for before a loop.
  test('[R61, A10] more members than any token holds are read one by one, also by compiled code', () => {
    const members = Array.from({ length: 300_000 }, (_, index) => `"${index}":0`).join(',')
    for (let round = 0; round < 3; round++) {
      expect(parse(`{${members}}`)).toBeTypeOf('object')
      expect(parse(`{${members},"7":1}`)).toBe('duplicate_member')
    }
  })
})

describe('taken as it is', () => {
  test.each([
    '{}',
    ' \t\r\n{ } \n',
    '{"a":"a"}',
    '{"a":"a","b":"a"}',
    '{"a":["a","a"]}',
    '{"a":{"a":{"a":1}}}',
    '{"x":{"a":1},"y":{"a":1}}',
    '{"x":[{"a":1},{"a":1}]}',
    '{"a":1,"A":2}',
    '{"a":"{\\"a\\":1,\\"a\\":2}"}',
    '{"a":"\\"a\\":","b":1}',
    '{"a":"[[[[[[[[[[[[[[[[[[[[[["}',
    '{"a":"}","b":1}',
    '{"a":1e300,"b":-0,"c":0.1,"d":null,"e":true}',
    '{"\\ud800":1,"\\udc00":2}',
    '{"\u00e9":1,"e\u0301":2}',
    `{${Array.from({ length: 20 }, (_, index) => `"${index}":[[{}]]`).join(',')}}`,
  ])('%j', (text) => {
    expect(parse(text)).toEqual(JSON.parse(text))
  })

  test('[A5] a member called __proto__ is only a member', () => {
    const value = parse('{"__proto__":{"admin":true}}')
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
    expect(Object.keys(value as object)).toEqual(['__proto__'])
    expect((value as { admin?: unknown }).admin).toBeUndefined()
  })
})

/** The text of a value, with names and strings escaped at random. */
function written(value: unknown, escapes: () => boolean): string {
  if (typeof value === 'string') return writtenString(value, escapes)
  if (Array.isArray(value)) return `[${value.map((item) => written(item, escapes)).join(', ')}]`
  if (!isJsonObject(value)) return JSON.stringify(value)
  return membersText(Object.entries(value), escapes)
}

function membersText(entries: readonly (readonly [string, unknown])[], escapes: () => boolean) {
  const members = entries.map(
    ([name, member]) => `${writtenString(name, escapes)} : ${written(member, escapes)}`,
  )
  return `{ ${members.join(' ,\n')} }`
}

function writtenString(text: string, escapes: () => boolean): string {
  if (!escapes()) return JSON.stringify(text)
  const units = Array.from({ length: text.length }, (_, index) => text.charCodeAt(index))
  return `"${units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('')}"`
}

const objects = fc.dictionary(
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.jsonValue({ maxDepth: 5, stringUnit: 'binary' }),
)

function coin(bits: readonly boolean[]): () => boolean {
  let index = 0
  return () => bits[index++ % bits.length] ?? false
}

const coins = fc.array(fc.boolean(), { minLength: 1, maxLength: 16 }).map(coin)

describe('compared with JSON.parse', () => {
  test('[R26] any object without a duplicate is the same, however it is spelled', () => {
    fc.assert(
      fc.property(objects, coins, (value, escapes) => {
        const text = written(value, escapes)
        expect(parse(text)).toEqual(JSON.parse(text))
      }),
    )
  })

  test('[R27, R41, A8] a duplicate is found in any object at any depth, however it is spelled', () => {
    const depths = fc.array(fc.constantFrom('object', 'array'), { maxLength: 12 })
    fc.assert(
      fc.property(
        objects,
        depths,
        fc.jsonValue({ maxDepth: 1 }),
        coins,
        (value, depth, last, escapes) => {
          const [name = 'a', first = 1] = Object.entries(value)[0] ?? []
          const members = [[name, first], ...Object.entries(value).slice(1), [name, last]] as const
          const inner = membersText(members, escapes)
          const text = depth.reduce(
            (text, kind) => (kind === 'object' ? `{"x":${text}}` : `[${text}]`),
            inner,
          )
          expect(parse(`{"y":${text}}`)).toBe('duplicate_member')
        },
      ),
    )
  })

  test('[R26] any text at all is an object or a fault, never an exception', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const result = parseJsonObject(text)
        expect(result instanceof JsonFault || isJsonObject(result)).toBe(true)
      }),
    )
  })
})

test.each([
  [{}, true],
  [{ a: 1 }, true],
  [Object.create(null), true],
  [[], false],
  [null, false],
  [undefined, false],
  ['{}', false],
  [0, false],
  [() => {}, false],
])('%j as a JSON object: %s', (value, expected) => {
  expect(isJsonObject(value)).toBe(expected)
})
