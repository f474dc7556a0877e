/** So many names are remembered: a program that makes policies by the request does not fill memory. */
const maximumNames = 256

/** Names that the document lists: those that were written down, else those that policies brought along. */
export class AnnouncedNames {
  readonly #given: readonly string[] | undefined
  readonly #learnt = new Set<string>()

  constructor(given: readonly string[] | undefined) {
    this.#given = given
  }

  /** In order, so that every node lists them alike, whichever route came first. */
  get list(): readonly string[] {
    return this.#given ?? [...this.#learnt].sort()
  }

  has(name: string): boolean {
    return this.#given?.includes(name) ?? this.#learnt.has(name)
  }

  /** @returns whether there was anything to learn */
  learn(names: readonly string[]): boolean {
    const before = this.#learnt.size
    for (const name of names) if (this.#learnt.size < maximumNames) this.#learnt.add(name)
    return this.#learnt.size > before
  }
}
