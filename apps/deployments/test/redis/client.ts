import { Agent, request } from 'node:http'
import { createProofKey, proofs, type RunningTestIssuer } from '@portcullis/testing'

/** The URL that clients know all nodes by. */
export const publicUrl = 'https://api.example.test'

const agent = new Agent({ keepAlive: true, maxSockets: 200 })

/** Of a node, or what nobody should send. */
export interface Answer {
  readonly status: number
  readonly retryAfter: string | undefined
  readonly nonce: string | undefined
  readonly error: unknown
}

export interface Sent {
  readonly token: string
  /** Makes the token one that is bound to a key. */
  readonly proof?: string
}

/** `GET /me` at one node, or `POST /forget` where a node has that. */
export function send(
  port: number,
  { token, proof }: Sent,
  [method, path]: readonly [method: string, path: string] = ['GET', '/me'],
): Promise<Answer> {
  const authorization = `${proof === undefined ? 'Bearer' : 'DPoP'} ${token}`
  const headers = { authorization, ...(proof !== undefined && { dpop: proof }) }
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, method, path, headers, agent })
    outgoing.once('error', reject).once('response', (incoming) => {
      let text = ''
      incoming.setEncoding('utf8').on('data', (part) => {
        text += part
      })
      incoming.once('error', reject).once('end', () => {
        const { statusCode = 0, headers } = incoming
        resolve({
          status: statusCode,
          retryAfter: headers['retry-after'],
          nonce: [headers['dpop-nonce']].flat()[0],
          error: text.startsWith('{') ? JSON.parse(text).error : undefined,
        })
      })
    })
    outgoing.end()
  })
}

/** A client with a key, and a token that is bound to it. */
export async function createHolder(issuer: RunningTestIssuer, format: 'jwt' | 'reference' = 'jwt') {
  const key = createProofKey()
  const claims = { cnf: { jkt: key.thumbprint } }
  const token =
    format === 'jwt' ? await issuer.token({ claims }) : issuer.issueReferenceToken(claims)
  const prove = (nonce?: string) =>
    proofs.forge({ key, token, url: `${publicUrl}/me`, ...(nonce !== undefined && { nonce }) })
  return { token, prove }
}

export type Holder = Awaited<ReturnType<typeof createHolder>>

/** How often each status came. */
export function count(answers: readonly Answer[]): Record<number, number> {
  const counts: Record<number, number> = {}
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1
  return counts
}

/** So many at once. */
export function times<T>(number: number, make: (index: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: number }, (_, index) => make(index)))
}
