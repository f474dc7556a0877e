import { valuesOf, type WireAnswer } from './exchange.js'

/** One challenge, taken apart. */
export interface Challenge {
  readonly scheme: string
  /** In the order they came in; names as they were written. */
  readonly parameters: ReadonlyMap<string, string>
}

const parameter = /([!#$%&'*+\-.^_`|~0-9A-Za-z]+)="((?:[^"\\]|\\.)*)"(?:,\s*|$)/y

/** The challenges of an answer, one per `WWW-Authenticate` line; throws where a line is no challenge. */
export function challengesOf(answer: WireAnswer): readonly Challenge[] {
  return valuesOf(answer, 'www-authenticate').map(parseChallenge)
}

function parseChallenge(text: string): Challenge {
  const [scheme = ''] = text.split(' ', 1)
  const parameters = new Map<string, string>()
  parameter.lastIndex = scheme.length + 1
  while (parameter.lastIndex < text.length) {
    const match = parameter.exec(text)
    if (match === null) throw new Error(`Not a challenge of quoted parameters: ${text}`)
    const [, name = '', value = ''] = match
    if (parameters.has(name.toLowerCase())) throw new Error(`${name} stands twice in ${text}`)
    parameters.set(name.toLowerCase(), value)
  }
  return { scheme, parameters }
}
