/** Freezes a value made of plain objects and arrays, and all that it holds. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  Object.freeze(value)
  for (const name in value) {
    const member = value[name]
    // Most members are strings and numbers.
    if (typeof member === 'object') deepFreeze(member)
  }
  return value
}
