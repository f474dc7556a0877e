/** Whether the query holds an `access_token` parameter, however its name is encoded (RFC 6750 §2.3). */
export function hasQueryToken(target: string): boolean {
  const start = target.indexOf('?')
  if (start === -1) return false
  return new URLSearchParams(target.slice(start + 1)).has('access_token')
}
