import type { Answer } from './answer.js'

/** An answer as a Fetch `Response`. Its `Headers` join several challenges in one line. */
export function toWebResponse({ status, headers, body }: Answer): Response {
  const fields = headers.map(([name, value]): [string, string] => [name, value])
  return new Response(body === '' ? null : body, { status, headers: fields })
}
