import { errors, type ResourceServer } from 'oidc-provider'
import type { SigningAlgorithm } from './keys.js'

/** What any client may ask for, at any resource. */
export const apiScopes = ['api1.read', 'api1.write', 'api1.admin', 'local-api'] as const

/** Lifetime of an access token, in seconds, unless its resource says otherwise. */
export const accessTokenLifetimeSeconds = 600

/** An access token for one resource (RFC 8707): its `aud`, its form, its life. */
interface Resource {
  audience: string
  form: 'jwt' | 'reference'
  algorithm?: SigningAlgorithm
  lifetimeSeconds?: number
}

const resources: ReadonlyMap<string, Resource> = new Map([
  ['urn:portcullis:api1:jwt', { audience: 'api1', form: 'jwt' }],
  ['urn:portcullis:api1:jwt-rs256', { audience: 'api1', form: 'jwt', algorithm: 'RS256' }],
  // Two seconds: for a token that really has expired.
  ['urn:portcullis:api1:jwt-short', { audience: 'api1', form: 'jwt', lifetimeSeconds: 2 }],
  ['urn:portcullis:api1:reference', { audience: 'api1', form: 'reference' }],
  ['urn:portcullis:api2:jwt', { audience: 'api2', form: 'jwt' }],
  ['urn:portcullis:api2:reference', { audience: 'api2', form: 'reference' }],
  ['urn:portcullis:local:jwt', { audience: 'local', form: 'jwt' }],
  ['urn:portcullis:local:reference', { audience: 'local', form: 'reference' }],
  // Nobody's audience: for a good token at the wrong door.
  ['urn:portcullis:other:jwt', { audience: 'other', form: 'jwt' }],
  ['urn:portcullis:other:reference', { audience: 'other', form: 'reference' }],
])

/** Every resource indicator that this authority knows. */
export const resourceIndicators: readonly string[] = [...resources.keys()]

/** @throws InvalidTarget (RFC 8707 section 2) for a resource that nobody has heard of */
export function findResource(indicator: string): ResourceServer {
  const resource = resources.get(indicator)
  if (resource === undefined) throw unknownTarget('unknown resource')
  return {
    audience: resource.audience,
    scope: apiScopes.join(' '),
    accessTokenTTL: resource.lifetimeSeconds ?? accessTokenLifetimeSeconds,
    accessTokenFormat: resource.form === 'jwt' ? 'jwt' : 'opaque',
    jwt: { sign: { alg: resource.algorithm ?? 'ES256' } },
  }
}

/** An `invalid_target` error that lists what can be asked for. */
export function unknownTarget(what: string): errors.InvalidTarget {
  return new errors.InvalidTarget(`${what}: ask for one of ${resourceIndicators.join(', ')}`)
}
