import { untilAborted } from './abort.js'
import type { Respond } from './endpoints.js'

export type TestFetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>

const mostRedirects = 20

/** A `fetch` that asks the issuer directly; it treats aborting and redirects as the real one does. */
export function inProcessFetch(respond: Respond): TestFetch {
  return async (input, init) => {
    const signal = signalOf(input, init)
    const request = new Request(input, { ...init, signal: null })
    return untilAborted(() => send(request, respond, signal, mostRedirects), signal)
  }
}

function signalOf(input: string | URL | Request, init?: RequestInit): AbortSignal {
  const given = init?.signal ?? (input instanceof Request ? input.signal : undefined)
  return given ?? new AbortController().signal
}

async function send(
  request: Request,
  respond: Respond,
  signal: AbortSignal,
  redirectsLeft: number,
): Promise<Response> {
  const { method, headers, redirect } = request
  const url = new URL(request.url)
  const response = await respond({ method, url, headers, body: await request.text() }, signal)
  const location = response.headers.get('location')
  if (!isRedirect(response.status) || location === null || redirect === 'manual') return response
  if (redirect === 'error' || redirectsLeft === 0) throw new TypeError('fetch failed')
  const next = new Request(new URL(location, url), { headers, redirect })
  return send(next, respond, signal, redirectsLeft - 1)
}

function isRedirect(status: number): boolean {
  return [301, 302, 303, 307, 308].includes(status)
}
