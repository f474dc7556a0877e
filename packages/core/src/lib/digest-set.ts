import { DigestTable, type DigestWords } from './digest-table.js'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const noCharacter = 255
const values = new Uint8Array(128).fill(noCharacter)
for (const [value, character] of [...alphabet].entries()) values[character.charCodeAt(0)] = value

const digestLength = 43
/** Of the 36 bits that six characters have, a word holds the lower 32. */
const charactersPerWord = 6
const latestSecond = 0xffff_ffff

/**
 * A set of SHA-256 digests in base64url, each in it until its time is over. 128 bits of a digest are
 * kept, in some 20 to 60 bytes. One table for each value of a character, so that only a small part is
 * ever made anew at once.
 */
export class DigestSet {
  readonly #tables = Array.from(alphabet, () => new DigestTable())
  readonly #words: DigestWords = new Uint32Array(4)
  /** How many digests end in a second. */
  readonly #endings = new Map<number, number>()
  #size = 0
  #second = 0

  /** How many digests are in it, by the clock `now` in epoch seconds. */
  size(now: number): number {
    this.#forgetEndings(Math.floor(now))
    return this.#size
  }

  /**
   * Puts in a digest that is not in it, where fewer than `most` are. One that is over at once is not kept.
   *
   * @returns what came of it: `present` also where it is full
   */
  add(digest: string, until: number, now: number, most: number): 'added' | 'present' | 'full' {
    const table = this.#read(digest)
    if (table.timeOf(this.#words) > now) return 'present'
    if (this.size(now) >= most) return 'full'
    const second = Math.min(Math.ceil(until), latestSecond)
    if (!(second > now)) return 'added'
    table.add(this.#words, second, now)
    this.#endings.set(second, (this.#endings.get(second) ?? 0) + 1)
    this.#size += 1
    return 'added'
  }

  /** Reads a digest into the words, and tells in which table it belongs. */
  #read(digest: string): DigestTable {
    const table = this.#tables[valueAt(digest, digestLength - 1 - charactersPerWord)]
    if (digest.length !== digestLength || table === undefined) throw notDigest()
    for (let word = 0; word < this.#words.length; word++) {
      let value = 0
      for (let index = 0; index < charactersPerWord; index++) {
        value = (value << 6) | valueAt(digest, word * charactersPerWord + index)
      }
      this.#words[word] = value
    }
    return table
  }

  /** Once a second. */
  #forgetEndings(second: number): void {
    if (second <= this.#second) return
    this.#second = second
    for (const [ending, count] of this.#endings) {
      if (ending > second) continue
      this.#endings.delete(ending)
      this.#size -= count
    }
  }
}

function valueAt(digest: string, index: number): number {
  const value = values[digest.charCodeAt(index)] ?? noCharacter
  if (value === noCharacter) throw notDigest()
  return value
}

function notDigest(): TypeError {
  return new TypeError('A key is a SHA-256 digest in base64url')
}
