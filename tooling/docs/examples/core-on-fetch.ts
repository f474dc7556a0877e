import { createResourceServer, fromWebRequest } from '@portcullis/core'

const guard = createResourceServer({ issuer: 'https://identity.example.com', audience: 'api1' })

export async function handle(request: Request): Promise<Response> {
  const outcome = await guard.protect(fromWebRequest(request))
  const headers = new Headers(outcome.headers.map(([name, value]) => [name, value]))
  if (!outcome.ok) return new Response(outcome.body, { status: outcome.status, headers })
  return new Response(`Hello ${outcome.access?.token.subject}\n`, { headers })
}
