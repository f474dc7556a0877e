/** How binding a rule is: words of the RFCs, or a rule of this product that no RFC states. */
export type Level = 'must' | 'should' | 'may' | 'product'

/** `proved`: a passing test cites the id. Otherwise the reason why none has to, yet or ever. */
export type Status = 'proved' | { readonly planned: string } | { readonly outOfScope: string }

/** One thing that a resource server has to do, or one attack that it has to stand. */
export interface Requirement {
  /** `R1` and up: a rule. `A1` and up: an attack. `C1` and up: our choice where texts disagree. */
  readonly id: string
  /** Where it comes from: an RFC and its section, or for an attack the rules that stop it. */
  readonly source: string
  readonly level: Level
  readonly sentence: string
  readonly status: Status
  /** Why no request can show it, for one that is proved by tests of the packages alone. */
  readonly offTheWire?: string
}

interface Entry {
  readonly source: string
  readonly level: Level
  readonly sentence: string
  /** When it differs from the rest of its section. */
  readonly status?: Status
  readonly offTheWire?: string
}

function entry(level: Level) {
  return (source: string, sentence: string, status?: Status): Entry =>
    status === undefined ? { source, level, sentence } : { source, level, sentence, status }
}

export const must = entry('must')
export const should = entry('should')
export const may = entry('may')
export const product = entry('product')

/** Proved, but not by any request: the table says why. */
export function offTheWire(reason: string, own: Entry): Entry {
  return { ...own, offTheWire: reason }
}

export function planned(reason: string): Status {
  return { planned: reason }
}

export function outOfScope(reason: string): Status {
  return { outOfScope: reason }
}

/** Requirements of one subject; `status` holds for every entry that does not say its own. */
export function section(
  status: Status,
  entries: Readonly<Record<string, Entry>>,
): readonly Requirement[] {
  return Object.entries(entries).map(([id, own]) => ({ id, status, ...own }))
}
