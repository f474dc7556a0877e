const thisMachine = ['localhost', '127.0.0.1', '[::1]']

/**
 * The names in `Host` that are expected, nothing where any is. An authority on loopback is meant for this
 * machine alone, and a page elsewhere must not reach it by a name of its own.
 */
export function expectedHosts(
  given: readonly string[] | null | undefined,
  issuer: string,
  publicUrl: string | undefined,
): readonly string[] | undefined {
  if (given === null) return undefined
  if (given !== undefined) return given
  // Faulty URLs get their sentence from the guard.
  const urls = [issuer, publicUrl ?? issuer].filter((url) => URL.canParse(url))
  const hostnames = urls.map((url) => new URL(url).hostname)
  if (!hostnames.some(isLoopback)) return undefined
  return [...new Set([...thisMachine, ...hostnames])]
}

function isLoopback(hostname: string): boolean {
  return thisMachine.includes(hostname) || /^127(?:\.\d{1,3}){3}$/.test(hostname)
}
