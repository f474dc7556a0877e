import { type PolicyLike, toPolicy } from './authorization/index.js'
import { answerBreakdown, answerDenial, type ChallengeSettings } from './challenge/index.js'
import {
  type CredentialRules,
  type PresentedCredentials,
  readCredentials,
  type Scheme,
} from './credentials/index.js'
import { type Breakdown, type Denial, isBreakdown, isDenial } from './errors/index.js'
import { createMetadata, type ResourceMetadata } from './metadata/index.js'
import {
  type RefusalEvent,
  type ResourceServerOptions,
  readOptions,
  type Settings,
} from './options/index.js'
import { type Access, grant, grantedToNobody, type Outcome, type Refused } from './outcome.js'
import { type AccessToken, bindToken } from './pop/index.js'
import { isPreflight, type ResourceRequest } from './request/index.js'
import { TokenDigest, type TokenValidator, validateToken } from './token/index.js'
import { type Authority, createAuthority, createValidators } from './validators.js'

/** What one place in an API asks for. */
export interface Requirement {
  /** Judged after the token itself is good. Default: any valid token. */
  readonly policy?: PolicyLike
  /** Lets requests without credentials pass; a bad token is refused all the same. Default false. */
  readonly optional?: boolean
}

/** The resource server of RFC 6749 §1.1: guards requests with access tokens. */
export interface ResourceServer {
  /**
   * Judges a request. Whatever a client can cause, and every breakdown, is an outcome; it rejects only
   * when a policy function of yours throws.
   */
  protect(request: ResourceRequest, requirement?: Requirement): Promise<Outcome>
  /** Judges one more policy for a request that `protect` let pass. */
  authorize(
    request: ResourceRequest,
    access: Access | undefined,
    requirement?: Requirement,
  ): Promise<Outcome>
  /** The metadata of this resource (RFC 9728), where `resource` or `publicUrl` is given. */
  readonly metadata: ResourceMetadata | undefined
  /**
   * Lets go of what is known about a reference token, as after a logout: its next use asks the issuer.
   * Reaches every guard that shares the introspection cache.
   */
  forget(token: string): Promise<void>
  /** Fetches keys ahead of the first request. An issuer out of reach stops nothing. */
  warmUp(): Promise<void>
}

/**
 * Makes a guard. Nothing is fetched until the first token of an issuer comes, or `warmUp` is called.
 *
 * @throws ConfigurationError when the options cannot work; the message says what to write
 */
export function createResourceServer(options: ResourceServerOptions): ResourceServer {
  return new Guard(readOptions(options))
}

class Guard implements ResourceServer {
  readonly metadata: ResourceMetadata | undefined
  readonly #settings: Settings
  readonly #credentialRules: CredentialRules
  readonly #challengeSettings: ChallengeSettings
  readonly #authorities: readonly Authority[]
  readonly #validators: readonly TokenValidator[]

  constructor(settings: Settings) {
    const schemes: readonly Scheme[] = ['Bearer']
    const { resource, issuers } = settings
    this.#settings = settings
    this.#credentialRules = { ...settings, schemes }
    this.metadata =
      resource === undefined
        ? undefined
        : createMetadata(
            resource,
            issuers.map((issuer) => issuer.identifier),
          )
    this.#challengeSettings = {
      schemes,
      realm: settings.realm,
      resourceMetadata: this.metadata?.url,
    }
    this.#authorities = issuers.map((issuer) => createAuthority(issuer, settings))
    this.#validators = createValidators(this.#authorities, settings.clock)
  }

  async protect(request: ResourceRequest, requirement: Requirement = {}): Promise<Outcome> {
    // A preflight has no credentials to show (Fetch §3.2.2); it is answered by whoever handles CORS.
    if (isPreflight(request)) return grantedToNobody
    const credentials = readCredentials(request, this.#credentialRules)
    if (isDenial(credentials)) return this.#refuse(request, credentials)
    if (credentials.kind === 'none') {
      return requirement.optional === true
        ? grantedToNobody
        : this.#refuse(request, credentials.denial)
    }
    return this.#judge(request, credentials, requirement)
  }

  async authorize(
    request: ResourceRequest,
    access: Access | undefined,
    requirement: Requirement = {},
  ): Promise<Outcome> {
    if (access === undefined) return this.protect(request, requirement)
    const denial = await checkPolicy(access.token, requirement)
    if (denial !== undefined) return this.#refuse(request, denial, access.scheme)
    return { ok: true, access, headers: [] }
  }

  async forget(token: string): Promise<void> {
    const digest = await new TokenDigest(token).value()
    await Promise.all(this.#authorities.map(({ introspector }) => introspector?.forget(digest)))
  }

  async warmUp(): Promise<void> {
    await Promise.allSettled(this.#authorities.map(({ issuer }) => issuer.keys.warmUp()))
  }

  /** The way of a token: validated, bound to its holder, judged by the policy. */
  async #judge(
    request: ResourceRequest,
    credentials: PresentedCredentials,
    requirement: Requirement,
  ): Promise<Outcome> {
    const { scheme } = credentials
    const token = await this.#provenToken(credentials)
    if (isBreakdown(token)) return this.#breakDown(request, token)
    if (isDenial(token)) return this.#refuse(request, token, scheme)
    const denial = await checkPolicy(token, requirement)
    return denial === undefined ? grant(token, scheme) : this.#refuse(request, denial, scheme)
  }

  async #provenToken(credentials: PresentedCredentials): Promise<AccessToken | Denial | Breakdown> {
    try {
      const digest = new TokenDigest(credentials.token)
      const validated = await validateToken(credentials.token, digest, this.#validators)
      return isDenial(validated) ? validated : bindToken(validated, credentials)
    } catch (error) {
      if (isBreakdown(error)) return error
      throw error
    }
  }

  #refuse(request: ResourceRequest, reason: Denial, used?: Scheme): Refused {
    tell(this.#settings.onDenial, request, reason)
    return { ok: false, reason, ...answerDenial(reason, this.#challengeSettings, used) }
  }

  #breakDown(request: ResourceRequest, reason: Breakdown): Refused {
    tell(this.#settings.onBreakdown, request, reason)
    return { ok: false, reason, ...answerBreakdown(reason) }
  }
}

async function checkPolicy(
  token: AccessToken,
  { policy }: Requirement,
): Promise<Denial | undefined> {
  return policy === undefined ? undefined : toPolicy(policy).check(token)
}

/** A hook sees what happened; it cannot change it, nor stop the answer by throwing. */
function tell<Reason>(
  hook: ((event: RefusalEvent<Reason>) => void) | undefined,
  request: ResourceRequest,
  reason: Reason,
): void {
  const path = request.target.split('?', 1)[0] ?? ''
  try {
    hook?.({ reason, method: request.method, path })
  } catch {
    // The answer stands.
  }
}
