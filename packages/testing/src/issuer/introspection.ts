import type { EndpointRequest } from './endpoints.js'
import type { ReferenceTokens } from './reference-tokens.js'

/** Client id → secret, for `client_secret_basic` and `client_secret_post`. */
export type IntrospectionClients = Readonly<Record<string, string>>

/** The introspection endpoint (RFC 7662 section 2). */
export function introspect(
  request: EndpointRequest,
  clients: IntrospectionClients,
  tokens: ReferenceTokens,
): Response {
  if (request.method !== 'POST') return new Response(null, { status: 405 })
  const form = new URLSearchParams(request.body)
  const [id, secret] = basicCredentials(request.headers) ?? bodyCredentials(form)
  if (!Object.hasOwn(clients, id) || clients[id] !== secret) {
    return Response.json({ error: 'invalid_client' }, { status: 401 })
  }
  const token = form.get('token')
  if (token === null) return Response.json({ error: 'invalid_request' }, { status: 400 })
  return Response.json(tokens.describe(token))
}

function bodyCredentials(form: URLSearchParams): [id: string, secret: string] {
  return [form.get('client_id') ?? '', form.get('client_secret') ?? '']
}

function basicCredentials(headers: Headers): [id: string, secret: string] | undefined {
  const encoded = /^basic +(.+)$/i.exec(headers.get('authorization') ?? '')?.[1]
  if (encoded === undefined) return undefined
  const text = Buffer.from(encoded, 'base64').toString()
  const colon = text.indexOf(':')
  return [formDecode(text.slice(0, colon)), formDecode(text.slice(colon + 1))]
}

/** RFC 6749 section 2.3.1: both halves are form-encoded before base64. */
function formDecode(text: string): string {
  return new URLSearchParams(`value=${text}`).get('value') ?? ''
}
