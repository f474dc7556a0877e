import { valuesOf, type WireAnswer } from './wire/exchange.js'

/** Header fields that are ours to decide; the rest is the framework's. */
const ownFields = ['www-authenticate', 'cache-control', 'retry-after', 'vary', 'location'] as const

/**
 * An answer as it must be in every binding: status, our fields, the body of what we answer ourselves.
 * What differs by nature (addresses, nonces, times) is replaced by its name.
 */
export function comparable(answer: WireAnswer, apiUrl: string): object {
  const neutral = (text: string) =>
    text.replaceAll(apiUrl, '{api}').replace(/"expiresAt":\d+/g, '"expiresAt":0')
  const refusal = answer.status >= 400 && answer.status !== 404
  return {
    status: answer.status,
    fields: ownFields.map((name) => [name, valuesOf(answer, name).map(neutral)]),
    nonces: valuesOf(answer, 'dpop-nonce').length,
    ...(refusal ? { type: valuesOf(answer, 'content-type') } : {}),
    body: neutral(answer.body),
  }
}
