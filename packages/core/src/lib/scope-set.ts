/** A set of strings that nobody can add to: validated tokens are shared between requests. */
class FixedSet extends Set<string> {
  override add(value: string): this {
    // The constructor of Set adds through here.
    if (Object.isFrozen(this)) throw new TypeError('The scopes of a token cannot be changed')
    return super.add(value)
  }

  override delete(): never {
    throw new TypeError('The scopes of a token cannot be changed')
  }

  override clear(): never {
    throw new TypeError('The scopes of a token cannot be changed')
  }
}

/** `scope` in one form, whether it came space-delimited or as an array (RFC 8693 §4.2, RFC 6749 §3.3). */
export function scopeSet(scope: string | readonly string[] | undefined): ReadonlySet<string> {
  const list = typeof scope === 'string' ? scope.split(' ') : (scope ?? [])
  return Object.freeze(new FixedSet(list.filter((value) => value !== '')))
}
