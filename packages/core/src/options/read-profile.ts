import { type Algorithm, algorithmNames } from '../lib/algorithms.js'
import type { TokenForm } from '../token/index.js'
import { boolean, choice, number, optional, refuse } from './read.js'
import type { DPoPSettings } from './read-dpop.js'
import type { IntrospectionSettings } from './read-introspection.js'
import type { MtlsSettings } from './read-mtls.js'
import type { Profile, ResourceServerOptions } from './resource-server-options.js'

/** FAPI 2.0 Security Profile §5.4. */
const fapiAlgorithms: readonly Algorithm[] = ['PS256', 'ES256', 'Ed25519', 'EdDSA']

/** Those that are accepted where nothing is said of them. */
export const usualAlgorithms = (name: unknown): ReadonlySet<Algorithm> =>
  new Set(name === 'fapi2' ? fapiAlgorithms : algorithmNames)

/** RFC 9068 §2.2. */
const rfc9068Claims = ['iss', 'exp', 'aud', 'sub', 'client_id', 'iat', 'jti']

/** A token of FAPI 2.0 whose revocation nobody asks about is a short one. */
const shortLifetimeSeconds = 300

export const profile = optional(choice(['rfc9068', 'fapi2']))

/** `iat` and `nbf` up to 10 s ahead pass in FAPI 2.0, and above 60 s they do not (§5.3). */
export const tolerance = (name: unknown) =>
  name === 'fapi2' ? number(10, 60, 10) : number(0, 300, 5)

interface Formats {
  readonly jwtValidation: 'local' | 'introspect'
}

/** What a profile adds to what is said of an issuer's tokens. */
export function profileForm(
  profile: Profile | undefined,
  form: TokenForm,
  { jwtValidation }: Formats,
): TokenForm {
  if (profile === 'rfc9068') {
    const requiredClaims = [...new Set([...rfc9068Claims, ...(form.requiredClaims ?? [])])]
    return { ...form, requiredClaims }
  }
  return profile === undefined || jwtValidation === 'introspect'
    ? form
    : { maximumLifetimeSeconds: shortLifetimeSeconds, ...form }
}

interface Judged {
  readonly audience: readonly string[] | null
  readonly algorithms: ReadonlySet<Algorithm>
  readonly form: TokenForm
  readonly introspection: IntrospectionSettings | undefined
}

/** Refuses what an issuer's options say against a profile. */
export function checkProfile(
  option: string,
  profiles: readonly (Profile | undefined)[],
  { audience, algorithms, form, introspection }: Judged,
): void {
  const name = profiles.find((one) => one !== undefined)
  if (name === undefined) return
  if (audience === null) contradict(name, `${option} takes any audience`, 'an audience')
  if (profiles.includes('rfc9068') && form.otherTokenTypes !== undefined) {
    contradict('rfc9068', `${option} takes other types than at+jwt`, 'no such preset')
  }
  if (!profiles.includes('fapi2')) return
  checkFapiAlgorithms(`${option}.algorithms`, algorithms)
  checkAssertions(option, introspection?.authentication.algorithm)
}

/** FAPI 2.0 §5.4 is about the JWTs that are made as well as those that are taken. */
function checkAssertions(option: string, algorithm: string | undefined): void {
  if (algorithm === undefined || fapiAlgorithms.some((name) => name === algorithm)) return
  contradict(
    'fapi2',
    `${option} is asked with privateKeyJwt() by a key for ${algorithm}`,
    'privateKeyJwt() with a key for PS256, ES256 or Ed25519',
  )
}

function checkFapiAlgorithms(option: string, algorithms: ReadonlySet<Algorithm>): void {
  const wrong = [...algorithms].find((name) => !fapiAlgorithms.includes(name))
  if (wrong === undefined) return
  contradict('fapi2', `${option} has ${wrong}`, `some of ${fapiAlgorithms.join(', ')}`)
}

/** The same for what the API signs itself, as far as it is known here. */
export function checkOwnSignatures({ profile, metadata }: ResourceServerOptions): void {
  if (profile !== 'fapi2' || metadata === undefined) return
  const { resourceSigningAlgorithms = [], signer } = metadata
  checkFapiAlgorithms('metadata.resourceSigningAlgorithms', new Set(resourceSigningAlgorithms))
  if (signer?.algorithm) checkFapiAlgorithms('metadata.signer', new Set([signer.algorithm]))
}

interface Binding {
  readonly dpop: DPoPSettings | undefined
  readonly mtls: MtlsSettings | undefined
}

/** Where a token has to be bound and only one way is open, that way is required. */
export function readSenderConstraint(
  { profile, requireSenderConstraint }: ResourceServerOptions,
  dpop: DPoPSettings | undefined,
  mtls: MtlsSettings | undefined,
): Binding & { readonly constraintRequired: boolean } {
  const isFapi = profile === 'fapi2'
  const option = 'requireSenderConstraint'
  const constraintRequired = optional(boolean, isFapi)(requireSenderConstraint, option)
  if (isFapi && !constraintRequired) contradict('fapi2', `${option} is false`, 'true')
  if (!constraintRequired) return { dpop, mtls, constraintRequired }
  if (dpop === undefined && mtls === undefined) {
    contradict(isFapi ? 'fapi2' : option, 'dpop and mtls are off', 'allowed for one')
  }
  if (isFapi && dpop !== undefined) checkFapiProofs(dpop)
  return {
    constraintRequired,
    dpop: dpop && mtls === undefined ? { ...dpop, required: true } : dpop,
    mtls: mtls && dpop === undefined ? { ...mtls, required: true } : mtls,
  }
}

/** The same algorithms for proofs, and no proof from too far ahead. */
function checkFapiProofs({ proofMaxFutureSeconds, algorithms }: DPoPSettings): void {
  if (proofMaxFutureSeconds > 60) {
    contradict('fapi2', 'dpop.proofMaxFutureSeconds is more than 60', 'at most 60')
  }
  checkFapiAlgorithms('dpop.algorithms', algorithms)
}

function contradict(rule: string, what: string, write: string): never {
  return refuse(`${what}, against ${rule}: write ${write}`)
}
