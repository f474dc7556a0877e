import { customFetch, protectedResourceRequest, WWWAuthenticateChallengeError } from 'oauth4webapi'
import type { HeaderField } from '../../src/index.js'

export interface ParsedChallenge {
  readonly scheme: string
  readonly parameters: Readonly<Record<string, string | undefined>>
}

/** What oauth4webapi, a strict client, reads in the challenges of an answer. */
export async function parseStrictly(
  status: number,
  fields: readonly HeaderField[],
): Promise<readonly ParsedChallenge[]> {
  const headers = new Headers()
  for (const [name, value] of fields) headers.append(name, value)
  const url = new URL('https://api.example.com/items')
  try {
    await protectedResourceRequest('token', 'GET', url, undefined, undefined, {
      [customFetch]: async () => new Response(null, { status, headers }),
    })
  } catch (error) {
    if (!(error instanceof WWWAuthenticateChallengeError)) throw error
    return error.cause.map(({ scheme, parameters }) => ({
      scheme,
      parameters: Object.fromEntries(Object.entries(parameters)),
    }))
  }
  throw new Error('The client found no challenge')
}

/**
 * The `error` as a client reads it that cuts at every comma and at every equals sign and looks no
 * further than the first parameter: there are such clients.
 */
export function parseNaively(challenge: string): string | undefined {
  const [first = ''] = challenge.slice(challenge.indexOf(' ') + 1).split(',')
  const [name, value = ''] = first.split('=')
  return name === 'error' ? value.replaceAll('"', '') : undefined
}

const quoted = '"(?:[\\x20\\x21\\x23-\\x5b\\x5d-\\x7e])*"'
const grammar = new RegExp(`^(?:Bearer|DPoP) [a-z_]+=${quoted}(?:, [a-z_]+=${quoted})*$`)

/** Names of the parameters of a challenge that keeps to the grammar of RFC 6750 §3, escapes left out. */
export function parameterNames(challenge: string): readonly string[] {
  if (!grammar.test(challenge)) throw new Error(`It is no challenge: ${JSON.stringify(challenge)}`)
  return [...challenge.matchAll(/([a-z_]+)="[^"]*"/g)].map(([, name = '']) => name)
}
