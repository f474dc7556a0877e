import { once } from 'node:events'
import { request } from 'node:http'

export interface Answer {
  readonly status: number
  /** Values of a field, one per line. */
  lines(name: string): readonly string[]
  readonly json: Readonly<Record<string, unknown>>
}

type Headers = Readonly<Record<string, string | readonly string[]>>

/** A `GET` with these fields; a list is sent as so many lines. */
export async function get(port: number, headers: Headers = {}, path = '/me'): Promise<Answer> {
  const fields = Object.entries(headers).flatMap(([name, values]) =>
    [values].flat().flatMap((value) => [name, value]),
  )
  const host = 'host' in headers ? [] : ['host', `127.0.0.1:${port}`]
  const outgoing = request({
    host: '127.0.0.1',
    port,
    path,
    headers: [...host, ...fields],
    agent: false,
  }).end()
  const [incoming] = await once(outgoing, 'response')
  let text = ''
  for await (const chunk of incoming.setEncoding('utf8')) text += chunk
  const raw: readonly string[] = incoming.rawHeaders
  const lines = (name: string) =>
    raw.filter((_, index) => index % 2 === 1 && raw[index - 1]?.toLowerCase() === name)
  return { status: incoming.statusCode, lines, json: JSON.parse(text || '{}') }
}

/** The schemes that a refusal offers. */
export function schemesOf(answer: Answer): readonly string[] {
  return answer.lines('www-authenticate').map((line) => line.split(' ')[0] ?? '')
}
