import type { CustomFetchOptions } from 'openid-client'
import { type Answer, type ClientTls, exchange } from '../exchange.js'

/** What openid-client calls for each request. */
export type ClientFetch = (url: string, options: CustomFetchOptions) => Promise<Response>

/** Statuses whose answers have no body to make a `Response` of. */
const bodiless: readonly number[] = [101, 204, 205, 304]

/**
 * A `fetch` for openid-client that shows a certificate, which the one of Node cannot.
 *
 * @param onAnswer - told of every answer, as it came over the wire
 */
export function fetchWith(
  tls: ClientTls,
  onAnswer: (answer: Answer) => void = () => {},
): ClientFetch {
  return async (url, { method, headers, body }) => {
    const { origin, pathname, search } = new URL(url)
    const text = body === undefined || body === null ? {} : { body: String(body) }
    const request = { method, target: pathname + search, headers: { ...headers }, ...text }
    const answer = await exchange(origin, request, tls)
    onAnswer(answer)
    const fields = answer.headers.map(([name, value]): [string, string] => [name, value])
    const content = bodiless.includes(answer.status) ? null : answer.body
    return new Response(content, { status: answer.status, headers: fields })
  }
}
