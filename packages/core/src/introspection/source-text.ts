import type { EndpointSettings } from './call.js'

/**
 * Who is asked, by whom, in which form: ASCII, and different for whatever is different. Answers are
 * for the one who asked (RFC 7662 §2.2), so a digest of it is part of every cache key. Our credentials
 * are in it: who does not have them gets no answer from a cache either.
 */
export function sourceText(
  settings: Pick<
    EndpointSettings,
    'issuer' | 'endpoint' | 'clientId' | 'response' | 'authentication'
  >,
): string {
  const { issuer, endpoint, clientId, response, authentication } = settings
  const asked = [issuer.identifier, endpoint ?? null, response]
  const asking = [clientId, authentication.method, authentication.credential()]
  const text = JSON.stringify([...asked, ...asking])
  return text.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16)}`)
}
