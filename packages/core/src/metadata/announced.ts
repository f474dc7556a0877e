import { type PolicyLike, toPolicy } from '../authorization/index.js'
import { requestable } from '../lib/scope-set.js'

/** What a policy asks for, as far as clients may read of it in the document. */
interface Announced {
  readonly scopes: readonly string[]
  readonly authorizationDetailsTypes?: readonly string[]
}

/** So many names are remembered: a program that makes policies by the request does not fill memory. */
const maximumNames = 256

/** Names that the document lists: those that were written down, else those that policies brought along. */
class Names {
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

/** What of the policies of a guard and of its routes is published. */
export class Announcements {
  readonly #scopes: Names
  readonly #types: Names

  constructor(given: {
    readonly scopesSupported: readonly string[] | undefined
    readonly authorizationDetailsTypesSupported: readonly string[] | undefined
  }) {
    this.#scopes = new Names(given.scopesSupported)
    this.#types = new Names(given.authorizationDetailsTypesSupported)
  }

  /** @returns whether anything new is listed */
  add(policy: PolicyLike): boolean {
    const { scopes, authorizationDetailsTypes = [] }: Announced = toPolicy(policy)
    const news = [
      this.#scopes.learn(requestable(scopes)),
      this.#types.learn(authorizationDetailsTypes),
    ]
    return news.includes(true)
  }

  get scopes(): readonly string[] {
    return this.#scopes.list
  }

  lists(scope: string): boolean {
    return this.#scopes.has(scope)
  }

  get authorizationDetailsTypes(): readonly string[] {
    return this.#types.list
  }
}
