/** Four words of a digest, and the second in which its time is over; 0 there means a free slot. */
const wordsPerSlot = 5
const timeAt = 4
const fewestSlots = 16

/** 128 bits of a digest. */
export type DigestWords = Uint32Array

/**
 * Digests with a time each, in one typed array: no object per entry, nothing for the garbage collector
 * to walk. Open addressing; slots whose time is over are used again, or dropped when it is made anew.
 */
export class DigestTable {
  #words = new Uint32Array(fewestSlots * wordsPerSlot)
  #used = 0

  /** The second in which the digest's time is over; 0 when it is not here. */
  timeOf(digest: DigestWords): number {
    const words = this.#words
    let start = this.#home(digest)
    while (words[start + timeAt] !== 0 && !isAt(words, start, digest)) start = this.#next(start)
    return words[start + timeAt] ?? 0
  }

  /** Puts in a digest that is not here, or whose time was over. Times are whole seconds. */
  add(digest: DigestWords, time: number, now: number): void {
    const slots = this.#words.length / wordsPerSlot
    if (this.#used >= slots * 0.75) this.#rebuild(now)
    const words = this.#words
    let start = this.#home(digest)
    while ((words[start + timeAt] ?? 0) > now) start = this.#next(start)
    if (words[start + timeAt] === 0) this.#used += 1
    words.set(digest, start)
    words[start + timeAt] = time
  }

  #home(digest: DigestWords): number {
    const slots = this.#words.length / wordsPerSlot
    return ((digest[0] ?? 0) & (slots - 1)) * wordsPerSlot
  }

  #next(start: number): number {
    const next = start + wordsPerSlot
    return next === this.#words.length ? 0 : next
  }

  /** Keeps what is still live, with as many free slots beside it. */
  #rebuild(now: number): void {
    const old = this.#words
    const wanted = countLive(old, now) * 2
    let slots = fewestSlots
    while (slots < wanted) slots *= 2
    this.#words = new Uint32Array(slots * wordsPerSlot)
    this.#used = 0
    for (let start = 0; start < old.length; start += wordsPerSlot) {
      const time = old[start + timeAt] ?? 0
      if (time > now) this.add(old.subarray(start, start + timeAt), time, now)
    }
  }
}

function isAt(words: Uint32Array, start: number, digest: DigestWords): boolean {
  return (
    words[start] === digest[0] &&
    words[start + 1] === digest[1] &&
    words[start + 2] === digest[2] &&
    words[start + 3] === digest[3]
  )
}

function countLive(words: Uint32Array, now: number): number {
  let live = 0
  for (let at = timeAt; at < words.length; at += wordsPerSlot) if ((words[at] ?? 0) > now) live += 1
  return live
}
