import {
  createProofKey,
  type ProofKey,
  type ProofOptions,
  proofs,
  type RunningTestIssuer,
  type TestCertificate,
} from '@portcullis/testing'
import type { Answer, Sent } from './running.js'

export const formats = ['jwt', 'reference'] as const
export type Format = (typeof formats)[number]

/** A token of this format with these claims on top of the usual ones. */
export async function tokenOf(
  issuer: RunningTestIssuer,
  format: Format,
  claims: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  return format === 'jwt' ? issuer.token({ claims }) : issuer.issueReferenceToken(claims)
}

/** What a token is bound to by a key, a certificate, or both. */
export function confirmation(key?: ProofKey, certificate?: TestCertificate) {
  return {
    ...(key && { jkt: key.thumbprint }),
    ...(certificate && { 'x5t#S256': certificate.thumbprint }),
  }
}

/** The client that a token is bound to. */
export interface Holder {
  readonly key: ProofKey
  readonly token: string
  /** A proof for `GET /me`, unless told otherwise. */
  prove(options?: Partial<ProofOptions> & { readonly path?: string }): string
  /** Sends the token with a fresh proof, unless told otherwise. */
  send(sent?: Sent): Promise<Answer>
}

interface Receiver {
  readonly url: string
  send(sent?: Sent): Promise<Answer>
}

/** A client with a key of its own and a token that is bound to it. */
export async function createHolder(
  api: Receiver,
  issuer: RunningTestIssuer,
  format: Format = 'jwt',
  claims: Readonly<Record<string, unknown>> = {},
): Promise<Holder> {
  const key = createProofKey()
  const token = await tokenOf(issuer, format, { cnf: confirmation(key), ...claims })
  const prove: Holder['prove'] = ({ path = '/me', ...options } = {}) =>
    proofs.forge({ key, token, url: `${api.url}${path}`, ...options })
  const send: Holder['send'] = (sent = {}) => {
    const { method = 'GET', path = '/me' } = sent
    const fresh =
      'proof' in sent ? {} : { proof: prove({ method, path: path.split('?')[0] ?? '' }) }
    return api.send({ token, scheme: 'DPoP', ...fresh, ...sent })
  }
  return { key, token, prove, send }
}
