/** One challenge of `WWW-Authenticate`, its parameters in the order in which they came. */
export interface Challenge {
  readonly scheme: string
  readonly parameters: readonly (readonly [name: string, value: string])[]
}

// name="quoted", name=token, or a bare word, which is a scheme (RFC 9110 section 11.6.1).
const piece = /([\w-]+)="((?:[^"\\]|\\.)*)"|([\w-]+)=([^\s,"]+)|([\w-]+)/g

/** Reads what an API sent, one or more challenges per field line. */
export function readChallenges(values: readonly string[]): readonly Challenge[] {
  return values.flatMap(readLine)
}

function readLine(line: string): readonly Challenge[] {
  const challenges: { scheme: string; parameters: [string, string][] }[] = []
  for (const [, quotedName, quoted = '', name = quotedName, bare, scheme] of line.matchAll(piece)) {
    if (scheme !== undefined) challenges.push({ scheme, parameters: [] })
    else if (name !== undefined) {
      challenges.at(-1)?.parameters.push([name, bare ?? quoted.replace(/\\(.)/g, '$1')])
    }
  }
  return challenges
}

export function parameterOf(challenge: Challenge, name: string): string | undefined {
  return challenge.parameters.find(([own]) => own === name)?.[1]
}
