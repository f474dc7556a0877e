const schemeAndAuthority = /^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i

/**
 * Path and query of a request target. A client of a proxy sends the absolute form, which servers must
 * take as well (RFC 9112 §3.2.2); everything else stays as it came.
 */
export function originForm(target: string): string {
  if (target.startsWith('/')) return target
  const match = schemeAndAuthority.exec(target)
  if (match === null) return target
  const rest = target.slice(match[0].length)
  return rest.startsWith('/') ? rest : `/${rest}`
}
