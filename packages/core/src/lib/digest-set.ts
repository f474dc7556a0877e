const wordsPerEntry = 4
/** Base64url characters that make the 128 bits which are kept of a digest: 5 per word, 2 bits over. */
const usedCharacters = 24

const values = new Uint8Array(128)
for (const [value, character] of [
  ...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_',
].entries()) {
  values[character.charCodeAt(0)] = value
}

/**
 * A set of SHA-256 digests in base64url, kept as 128 bits each in one typed array: no object per entry,
 * nothing for the garbage collector to walk. Grows by doubling; entries cannot be taken out.
 */
export class DigestSet {
  #words = new Uint32Array(1024 * wordsPerEntry)
  #mask = 1023
  #size = 0
  readonly #entry = new Uint32Array(wordsPerEntry)

  get size(): number {
    return this.#size
  }

  has(digest: string): boolean {
    this.#read(digest)
    return this.#isAt(this.#find(this.#entry))
  }

  add(digest: string): void {
    this.#read(digest)
    if (this.#size * 2 > this.#mask) this.#grow()
    const slot = this.#find(this.#entry)
    if (this.#isAt(slot)) return
    this.#words.set(this.#entry, slot * wordsPerEntry)
    this.#size += 1
  }

  /** Packs the first 144 bits into 128: each word takes six characters of 6 bits, the top ones lost. */
  #read(digest: string): void {
    if (digest.length !== 43) throw new TypeError('A key is a SHA-256 digest in base64url')
    for (let word = 0; word < wordsPerEntry; word++) {
      let value = 0
      for (let index = 0; index < usedCharacters / wordsPerEntry; index++) {
        value = (value << 6) | (values[digest.charCodeAt(word * 6 + index)] ?? 0)
      }
      this.#entry[word] = value
    }
    // All zero means a free slot.
    if (this.#entry.every((word) => word === 0)) this.#entry[0] = 1
  }

  /** The slot that holds the entry, or the free one where it belongs. */
  #find(entry: Uint32Array): number {
    let slot = (entry[0] ?? 0) & this.#mask
    while (!this.#isFree(slot) && !this.#holds(slot, entry)) slot = (slot + 1) & this.#mask
    return slot
  }

  #isAt(slot: number): boolean {
    return !this.#isFree(slot)
  }

  #isFree(slot: number): boolean {
    const start = slot * wordsPerEntry
    for (let word = 0; word < wordsPerEntry; word++)
      if (this.#words[start + word] !== 0) return false
    return true
  }

  #holds(slot: number, entry: Uint32Array): boolean {
    const start = slot * wordsPerEntry
    for (let word = 0; word < wordsPerEntry; word++) {
      if (this.#words[start + word] !== entry[word]) return false
    }
    return true
  }

  #grow(): void {
    const old = this.#words
    this.#mask = this.#mask * 2 + 1
    this.#words = new Uint32Array((this.#mask + 1) * wordsPerEntry)
    for (let start = 0; start < old.length; start += wordsPerEntry) {
      const entry = old.subarray(start, start + wordsPerEntry)
      if (entry.some((word) => word !== 0))
        this.#words.set(entry, this.#find(entry) * wordsPerEntry)
    }
  }
}
