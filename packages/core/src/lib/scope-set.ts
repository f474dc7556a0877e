/**
 * A set of strings that nobody can add to: validated tokens are shared between requests. What counts is
 * private, because `Set.prototype.add.call` reaches what is inherited.
 */
class FixedSet extends Set<string> {
  readonly #values: ReadonlySet<string>

  constructor(values: readonly string[]) {
    super()
    for (const value of values) super.add(value)
    this.#values = new Set(values)
  }

  override get size(): number {
    return this.#values.size
  }

  override has(value: string): boolean {
    return this.#values.has(value)
  }

  override forEach(visit: (value: string, key: string, set: Set<string>) => void): void {
    for (const value of this.#values) visit(value, value, this)
  }

  override keys(): SetIterator<string> {
    return this.#values.keys()
  }

  override values(): SetIterator<string> {
    return this.#values.values()
  }

  override entries(): SetIterator<[string, string]> {
    return this.#values.entries()
  }

  override [Symbol.iterator](): SetIterator<string> {
    return this.#values.values()
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
  return Object.freeze(new FixedSet(list.filter((value) => value !== '')))
}
