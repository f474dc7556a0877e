/** Numbers that look random and come again with their seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

type Random = () => number
/** Changes one text; `other` is one of the same kind by somebody else. */
type Mutation = (text: string, random: Random, other: string) => string

export function oneOf<T>(list: readonly T[], random: Random): T {
  const chosen = list[Math.floor(random() * list.length)]
  if (chosen === undefined) throw new Error('The list is empty')
  return chosen
}

function index(length: number, random: Random): number {
  return Math.floor(random() * Math.max(1, length))
}

const alphabet = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_']
const strange = [...'=+/. \n\t~%é\0"{}', '..', '==', '\u2028']

function splice(text: string, at: number, removed: number, added: string): string {
  return text.slice(0, at) + added + text.slice(at + removed)
}

/** Changes within one part of a token, as text. */
const inText: readonly Mutation[] = [
  (text, random) => splice(text, index(text.length, random), 1, oneOf(alphabet, random)),
  (text, random) => splice(text, index(text.length, random), 0, oneOf(alphabet, random)),
  (text, random) => splice(text, index(text.length, random), 1, ''),
  (text, random) => splice(text, index(text.length, random), 1, oneOf(strange, random)),
  (text, random) => splice(text, index(text.length + 1, random), 0, oneOf(strange, random)),
  // The last character carries bits that belong to no byte.
  (text, random) => splice(text, text.length - 1, 1, oneOf(alphabet, random)),
  (text, random) => text.slice(0, index(text.length, random)),
  (text, random) => text.slice(index(text.length, random)),
  (text) => `${text}${'='.repeat((4 - (text.length % 4)) % 4)}`,
  (text) => text.replaceAll('-', '+').replaceAll('_', '/'),
  (text) => text + text,
  (text, random) => (random() < 0.5 ? text.toUpperCase() : text.toLowerCase()),
  () => '',
  (_text, _random, other) => other,
  (text, random, other) => splice(text, index(text.length, random), 4, other.slice(0, 4)),
]

/** Changes of the bytes behind the text: it stays what base64url may be. */
const inBytes: readonly ((bytes: Buffer, random: Random) => Buffer)[] = [
  (bytes, random) => {
    const at = index(bytes.length, random)
    return Buffer.from(bytes.map((byte, i) => (i === at ? byte ^ (1 << index(8, random)) : byte)))
  },
  (bytes) => Buffer.concat([bytes, Buffer.of(0)]),
  (bytes) => Buffer.concat([Buffer.of(0), bytes]),
  (bytes) => bytes.subarray(1),
  (bytes) => bytes.subarray(0, -1),
  (bytes) => Buffer.alloc(bytes.length),
  (bytes) => Buffer.alloc(bytes.length, 0xff),
  (bytes) => Buffer.concat([bytes.subarray(bytes.length / 2), bytes.subarray(0, bytes.length / 2)]),
  (bytes) => Buffer.concat([bytes.subarray(0, bytes.length / 2), Buffer.alloc(bytes.length / 2)]),
  (bytes) => Buffer.concat([Buffer.alloc(bytes.length / 2), bytes.subarray(bytes.length / 2)]),
  (bytes) => Buffer.from(bytes).reverse(),
]

/** Changes of the JSON behind the text. */
const inJson: readonly (readonly [RegExp, string])[] = [
  [/"alg":"[^"]*"/, '"alg":"none"'],
  [/"alg":"[^"]*"/, '"alg":"HS256"'],
  [/"alg":"[^"]*"/, '"alg":"ES384"'],
  [/"alg":"[^"]*"/, '"alg":["ES256"]'],
  [/"alg"/, '"ALG"'],
  [/"alg"/, '"al\\u0067"'],
  [/\{/, '{"alg":"RS256",'],
  [/\{/, '{"crit":["exp"],'],
  [/\{/, '{"b64":false,'],
  [/\{/, '{"exp":99999999999,'],
  [/\{/, '{"iss":"https://issuer.test",'],
  [/\{/, '{ '],
  [/\}$/, '} '],
  [/\}$/, '}}'],
  [/\}$/, ',"aud":"api1"}'],
  [/\}$/, ',"a":{"b":[[[[]]]]}}'],
  [/\d/, '9'],
  [/"/, "'"],
]

function mutatePart(part: string, random: Random, other: string): string {
  const kind = random()
  if (kind < 0.6) return oneOf(inText, random)(part, random, other)
  const bytes = Buffer.from(part, 'base64url')
  if (kind < 0.85) return oneOf(inBytes, random)(bytes, random).toString('base64url')
  const [pattern, replacement] = oneOf(inJson, random)
  return Buffer.from(bytes.toString('latin1').replace(pattern, replacement), 'latin1').toString(
    'base64url',
  )
}

const ofParts: readonly ((parts: readonly string[], other: readonly string[]) => string)[] = [
  ([a, b]) => `${a}.${b}.`,
  ([a, b]) => `${a}.${b}`,
  ([a, b, c]) => `${a}.${b}.${c}.`,
  ([a, b, c]) => `.${a}.${b}.${c}`,
  ([a, b, c]) => `${a}.${c}.${b}`,
  ([a, b, c]) => `${b}.${a}.${c}`,
  ([a, b, c]) => `${a}..${b}.${c}`,
  ([a, b, c]) => `${a}.${b}.${c}.${b}.${c}`,
  ([a, b, c]) => `${a}.${b}.${c} `,
  ([, b, c], [a]) => `${a}.${b}.${c}`,
  ([a, , c], [, b]) => `${a}.${b}.${c}`,
  ([a, b], [, , c]) => `${a}.${b}.${c}`,
  (parts) => parts.join('.').toLowerCase(),
]

/** A token that was changed in one or two places, or none at all: one in a hundred stays good. */
export function mutate(token: string, other: string, random: Random): string {
  if (random() < 0.01) return token
  const parts = token.split('.')
  const others = other.split('.')
  if (random() < 0.05) return oneOf(ofParts, random)(parts, others)
  const at = index(3, random)
  const changed = parts.map((part, place) =>
    place === at ? mutatePart(part, random, others[place] ?? '') : part,
  )
  return random() < 0.9 ? changed.join('.') : mutate(changed.join('.'), other, random)
}
