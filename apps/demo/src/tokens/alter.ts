import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto'
import { generateSigningKey, signCompact } from '@portcullis/testing'
import { claimsOf, headerOf, type Members } from './claims.js'

/** A real token taken apart. */
interface Parts {
  readonly token: string
  readonly header: Members
  readonly claims: Members
  /** The published key that verifies it. */
  readonly publicKey: () => Promise<KeyObject>
}

const attacker = generateSigningKey('ES256')
const claimsOfAttacker = { scope: 'api1.read api1.write api1.admin', sub: 'intruder' }

/** What an attacker without the authority's private key can do to a token. */
const alterations = {
  'payload changed': ({ token, claims }: Parts) => {
    const [header, , signature] = token.split('.')
    return `${header}.${encode({ ...claims, ...claimsOfAttacker })}.${signature}`
  },
  'signature changed': ({ token }: Parts) => {
    const [header, payload, signature = ''] = token.split('.')
    const bytes = Buffer.from(signature, 'base64url')
    bytes[0] = (bytes[0] ?? 0) ^ 1
    return `${header}.${payload}.${bytes.toString('base64url')}`
  },
  'alg none': ({ header, claims }: Parts) =>
    compact({ ...header, alg: 'none' }, claims, attacker.privateKey, 'none'),
  'public key as secret': async ({ header, claims, publicKey }: Parts) => {
    const pem = (await publicKey()).export({ format: 'pem', type: 'spki' })
    return compact({ ...header, alg: 'HS256' }, claims, Buffer.from(pem), 'HS256')
  },
  'signed by a stranger': ({ header, claims }: Parts) =>
    compact(header, claims, attacker.privateKey, 'ES256'),
  'unknown kid': ({ header, claims }: Parts) =>
    compact({ ...header, kid: attacker.kid }, claims, attacker.privateKey, 'ES256'),
  'key in the header': ({ header, claims }: Parts) =>
    compact({ ...header, jwk: attacker.publicJwk }, claims, attacker.privateKey, 'ES256'),
}

export type Alteration = keyof typeof alterations

/** Alters a real token; `jwksUri` is where its authority publishes keys. */
export async function alter(token: string, how: Alteration, jwksUri: string): Promise<string> {
  const header = headerOf(token)
  const publicKey = () => publishedKey(jwksUri, header.kid)
  return alterations[how]({ token, header, claims: claimsOf(token), publicKey })
}

async function publishedKey(jwksUri: string, kid: unknown): Promise<KeyObject> {
  const response = await fetch(jwksUri)
  const { keys } = (await response.json()) as { keys: JsonWebKey[] }
  const key = keys.find((candidate) => candidate.kid === kid)
  if (key === undefined) throw new Error('The authority does not publish the key of its own token')
  return createPublicKey({ key, format: 'jwk' })
}

function compact(
  header: Members,
  claims: Members,
  key: KeyObject | Uint8Array,
  algorithm: 'ES256' | 'HS256' | 'none',
): string {
  const [headerText, payloadText] = [JSON.stringify(header), JSON.stringify(claims)]
  return signCompact({ headerText, payloadText, key, algorithm })
}

function encode(members: Members): string {
  return Buffer.from(JSON.stringify(members)).toString('base64url')
}
