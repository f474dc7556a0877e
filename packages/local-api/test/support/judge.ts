import type { Outcome, ResourceRequest, ResourceServer } from '@portcullis/core'
import { type ProofKey, proofs } from '@portcullis/testing'

export interface Sent {
  /** Presents the token with a proof by this key, instead of as a bearer token. */
  readonly key?: ProofKey | undefined
  /** DER of the certificate of the TLS connection. */
  readonly certificate?: Uint8Array
  readonly headers?: Readonly<Record<string, string>>
}

const url = 'https://api.example.com/me'

/** A `GET` with a token, without a server. */
export function request(token: string, { key, certificate, headers }: Sent = {}): ResourceRequest {
  const fields: Record<string, string> = {
    host: 'api.example.com',
    authorization: `${key === undefined ? 'Bearer' : 'DPoP'} ${token}`,
    ...(key === undefined ? {} : { dpop: proofs.forge({ key, url, token }) }),
    ...headers,
  }
  return {
    method: 'GET',
    target: '/me',
    scheme: 'https',
    header: (name) => (fields[name] === undefined ? [] : [fields[name]]),
    peer: { certificate: () => certificate },
  }
}

export function judge(server: ResourceServer, token: string, sent?: Sent): Promise<Outcome> {
  return server.protect(request(token, sent))
}

/** `200`, or status and code of the refusal. */
export async function verdict(server: ResourceServer, token: string, sent?: Sent): Promise<string> {
  const outcome = await judge(server, token, sent)
  return outcome.ok ? '200' : `${outcome.status} ${outcome.reason.code}`
}
