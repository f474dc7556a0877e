import { once } from 'node:events'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { untilAborted } from './abort.js'
import type { EndpointRequest, Respond } from './endpoints.js'

/** Puts the issuer on node:http. Whatever goes wrong ends as a destroyed socket. */
export function httpHandler(origin: string, respond: Respond): RequestListener {
  return (incoming, outgoing) => {
    const gone = new AbortController()
    outgoing.once('close', () => gone.abort())
    handle(incoming, outgoing, { origin, respond, signal: gone.signal }).catch(() => {
      outgoing.destroy()
    })
  }
}

interface Exchange {
  readonly origin: string
  readonly respond: Respond
  readonly signal: AbortSignal
}

async function handle(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { origin, respond, signal }: Exchange,
): Promise<void> {
  const request = await readRequest(incoming, origin)
  const response = await untilAborted(() => respond(request, signal), signal)
  outgoing.writeHead(response.status, Object.fromEntries(response.headers))
  outgoing.flushHeaders()
  for await (const chunk of response.body ?? []) {
    if (!outgoing.write(chunk)) await once(outgoing, 'drain', { signal })
  }
  outgoing.end()
}

async function readRequest(incoming: IncomingMessage, origin: string): Promise<EndpointRequest> {
  const headers = new Headers()
  for (const [name, values] of Object.entries(incoming.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value)
  }
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk)
  const body = Buffer.concat(chunks).toString()
  return {
    method: incoming.method ?? 'GET',
    url: new URL(incoming.url ?? '/', origin),
    headers,
    body,
  }
}
