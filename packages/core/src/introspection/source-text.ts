import type { EndpointSettings } from './call.js'

/**
 * Who is asked, by whom, in which form: ASCII, and different for whatever is different. Answers are
 * for the one who asked (RFC 7662 §2.2), so it is part of every cache key.
 */
export function sourceText(
  settings: Pick<EndpointSettings, 'issuer' | 'endpoint' | 'clientId' | 'response'>,
): string {
  const { issuer, endpoint, clientId, response } = settings
  const text = JSON.stringify([issuer.identifier, endpoint ?? null, clientId, response])
  return text.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16)}`)
}
