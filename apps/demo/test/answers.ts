import type { Answer } from '../src/exchange.js'
import type { Place } from '../src/rows/row.js'

export const place: Place = {
  url: 'http://127.0.0.1:4000',
  resource: 'http://127.0.0.1:4000',
  metadata: 'http://127.0.0.1:4000/.well-known/oauth-protected-resource',
  issuer: 'http://127.0.0.1:5000',
  schemes: ['Bearer'],
  nonces: false,
}

const metadata = `resource_metadata="${place.metadata}"`

/** The challenge that the API owes, with these parameters before the common one. */
export function challengeWith(...parameters: readonly string[]): string {
  return `Bearer ${[...parameters, metadata].join(', ')}`
}

/** A good refusal; its parts can be replaced one by one. */
export function refusal(
  status: number,
  error: string,
  {
    challenge = challengeWith(`error="${error}"`),
    cache = 'no-store',
    body = { error } as object,
  } = {},
): Answer {
  const headers = [
    ['WWW-Authenticate', challenge],
    ['Cache-Control', cache],
  ] as const
  return { status, headers, body: JSON.stringify(body) }
}

export function success(status: number, body: object = {}): Answer {
  return { status, headers: [], body: JSON.stringify(body) }
}
