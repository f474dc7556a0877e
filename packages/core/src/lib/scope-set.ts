/**
 * A set of strings that nobody can add to: validated tokens are shared between requests. What counts is
 * private, because `Set.prototype.add.call` reaches what is inherited.
 */
class FixedSet extends Set<string> {
  /** A list: for the few scopes that a token has it is as quick as a set, and a quarter of its size. */
  readonly #values: string[] = []

  constructor(values: readonly string[]) {
    super()
    for (const value of values) {
      if (value === '' || super.has(value)) continue
      super.add(value)
      this.#values.push(value)
    }
  }

  override get size(): number {
    return this.#values.length
  }

  override has(value: string): boolean {
    return this.#values.includes(value)
  }

  override forEach(visit: (value: string, key: string, set: Set<string>) => void): void {
    for (const value of this.#values) visit(value, value, this)
  }

  override keys(): SetIterator<string> {
    return this.#copy().values()
  }

  override values(): SetIterator<string> {
    return this.#copy().values()
  }

  override entries(): SetIterator<[string, string]> {
    return this.#copy().entries()
  }

  override [Symbol.iterator](): SetIterator<string> {
    return this.#copy().values()
  }

  /** What walks through a set has to be an iterator of one. */
  #copy(): Set<string> {
    return new Set(this.#values)
  }

  override add(): never {
    throw new TypeError('The scopes of a token cannot be changed')
  }

  override delete(): never {
    throw new TypeError('The scopes of a token cannot be changed')
  }

  override clear(): never {
    throw new TypeError('The scopes of a token cannot be changed')
  }
}

/** Scopes that a broader one includes, directly or not, by the name of the broader one. */
export type ScopeHierarchy = ReadonlyMap<string, readonly string[]>

/** These scopes and those that they include; the same set where that is nothing more. */
export function widenScopes(
  scopes: ReadonlySet<string>,
  hierarchy: ScopeHierarchy | undefined,
): ReadonlySet<string> {
  if (hierarchy === undefined) return scopes
  const included = [...scopes].flatMap((scope) => hierarchy.get(scope) ?? [])
  return included.length === 0 ? scopes : scopeSet([...scopes, ...included])
}

/**
 * Scopes that a client of an API has a reason to ask for: `offline_access` is between it and the issuer
 * (OpenID Connect Core §11).
 */
export function requestable(scopes: readonly string[]): readonly string[] {
  return scopes.filter((scope) => scope !== 'offline_access')
}

/** `scope` in one form, whether it came space-delimited or as an array (RFC 8693 §4.2, RFC 6749 §3.3). */
export function scopeSet(scope: string | readonly string[] | undefined): ReadonlySet<string> {
  const list = typeof scope === 'string' ? scope.split(' ') : (scope ?? [])
  return Object.freeze(new FixedSet(list))
}
