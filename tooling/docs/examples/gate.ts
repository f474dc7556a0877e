import { createGate, scopes } from '@portcullis/core'

const gate = createGate(
  { issuer: 'https://identity.example.com', audience: 'api1' },
  { policy: scopes('api1.read') },
)

export async function handle(request: Request): Promise<Response> {
  const entry = await gate(request)
  if (entry instanceof Response) return entry
  return entry.complete(Response.json({ hello: entry.auth.subject }))
}
