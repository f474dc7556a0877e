import { type PolicyLike, toPolicy } from './authorization/index.js'
import { createBindingRules, createNonces } from './binding-rules.js'
import {
  answerBreakdown,
  answerDenial,
  type ChallengeSettings,
  type HeaderField,
} from './challenge/index.js'
import {
  type CredentialRules,
  type PresentedCredentials,
  readCredentials,
  type Scheme,
} from './credentials/index.js'
import { describeResource } from './describe-resource.js'
import { type Nonces, reserveProof } from './dpop/index.js'
import { type Breakdown, type Denial, isBreakdown, isDenial } from './errors/index.js'
import type { Introspector } from './introspection/index.js'
import { BoundedCache } from './lib/bounded-cache.js'
import { andThen, isPromise, type MaybePromise } from './lib/maybe-promise.js'
import { Teller } from './lib/tell.js'
import type { Metadata, ResourceMetadata } from './metadata/index.js'
import {
  type AccessEvent,
  type RefusalEvent,
  type ResourceServerOptions,
  readOptions,
  type Settings,
  type TenantDirectory,
} from './options/index.js'
import {
  type Access,
  type Granted,
  grant,
  grantedToNobody,
  type Outcome,
  type Refused,
} from './outcome.js'
import {
  type AccessToken,
  type BindingRules,
  type BoundToken,
  bindToken,
  type PendingProof,
  transformToken,
} from './pop/index.js'
import { checkHost, isPreflight, pathOf, type ResourceRequest } from './request/index.js'
import { TokenDigest, type ValidatedTokens, validateToken } from './token/index.js'
import { createTrust, type Trust } from './validators.js'

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
  /**
   * The same for those who bind a framework: the outcome itself where nothing had to be waited for, as with
   * a token that came before. What a policy function of yours throws is thrown at once then.
   */
  judge(request: ResourceRequest, requirement?: Requirement): Outcome | Promise<Outcome>
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
   * Reaches every guard that shares the introspection cache; of tenants those that are known here now.
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

const noRequirement: Requirement = {}

class Guard implements ResourceServer {
  readonly metadata: ResourceMetadata | undefined
  readonly #described: Metadata | undefined
  readonly #settings: Settings
  readonly #credentialRules: CredentialRules
  readonly #challengeSettings: ChallengeSettings
  /** The issuers that were written down. */
  readonly #trust: Trust
  /** Where the issuers follow from the request. */
  readonly #tenants: TenantDirectory<Trust> | undefined
  readonly #known: ValidatedTokens | undefined
  readonly #nonces: Nonces | undefined
  readonly #bindingRules: BindingRules
  /** What every answer to a granted request gets, whoever writes it. */
  readonly #grantedHeaders: readonly HeaderField[]
  readonly #onAccess: Teller<AccessEvent>
  readonly #onDenial: Teller<RefusalEvent<Denial>>
  readonly #onBreakdown: Teller<RefusalEvent<Breakdown>>

  constructor(settings: Settings) {
    const schemes = acceptedSchemes(settings)
    this.#settings = settings
    this.#credentialRules = { ...settings, schemes }
    this.#described = describeResource(settings, schemes)
    this.metadata = this.#described && this.#publish(this.#described)
    this.#challengeSettings = {
      schemes,
      realm: settings.realm,
      proofAlgorithms: [...(settings.dpop?.algorithms ?? [])],
      resourceMetadata: this.metadata?.url,
    }
    this.#trust = createTrust(settings.issuers, settings, '')
    this.#tenants = openTenants(settings)
    // Once for a guard: issuers of tenants come and go, and a cache keeps whom it tells.
    settings.introspectionCache.onDelete?.((key) => {
      for (const introspector of this.#introspectors()) introspector.letGo(key)
    })
    const { tokenCacheEntries } = settings
    this.#known = tokenCacheEntries === 0 ? undefined : new BoundedCache(tokenCacheEntries)
    this.#nonces = createNonces(settings)
    this.#bindingRules = createBindingRules(settings, this.#nonces)
    const certificateHeader = settings.mtls?.source.header
    this.#grantedHeaders = certificateHeader === undefined ? [] : [['Vary', certificateHeader]]
    this.#onAccess = new Teller('access', settings.onAccess)
    this.#onDenial = new Teller('denial', settings.onDenial)
    this.#onBreakdown = new Teller('breakdown', settings.onBreakdown)
  }

  async protect(request: ResourceRequest, requirement?: Requirement): Promise<Outcome> {
    const judging = this.judge(request, requirement)
    // Each turn that is not waited for is one promise less on the way of every request.
    return isPromise(judging) ? await judging : judging
  }

  judge(request: ResourceRequest, requirement: Requirement = noRequirement): MaybePromise<Outcome> {
    // A preflight has no credentials to show (Fetch §3.2.2); it is answered by whoever handles CORS.
    if (isPreflight(request)) return grantedToNobody
    const deciding = this.#decide(request, requirement)
    return this.#nonces === undefined ? deciding : this.#withNonce(deciding, this.#nonces)
  }

  async authorize(
    request: ResourceRequest,
    access: Access | undefined,
    requirement: Requirement = noRequirement,
  ): Promise<Outcome> {
    // The nonce went out with what `protect` said: one is the most that an answer has (RFC 9449 §8.1).
    if (access === undefined) {
      return isPreflight(request) ? grantedToNobody : this.#decide(request, requirement)
    }
    const { token, scheme } = access
    try {
      const denial = await this.#checkPolicy(token, requirement.policy)
      if (denial === undefined) return { ok: true, access, headers: [] }
      return this.#refuse(request, requirement, denial.of(scheme))
    } catch (error) {
      return this.#fail(request, error)
    }
  }

  async forget(token: string): Promise<void> {
    const digest = await new TokenDigest(token).value()
    await Promise.all(this.#introspectors().map((introspector) => introspector.forget(digest)))
  }

  async warmUp(): Promise<void> {
    await Promise.allSettled(this.#trust.authorities.map(({ issuer }) => issuer.keys.warmUp()))
  }

  #introspectors(): readonly Introspector[] {
    const trusts = [this.#trust, ...(this.#tenants?.known() ?? [])]
    return trusts.flatMap(({ authorities }) =>
      authorities.flatMap(({ introspector }) => introspector ?? []),
    )
  }

  /** On every answer, also a good one, so that clients always have one that is fresh (RFC 9449 §8.2). */
  async #withNonce(deciding: MaybePromise<Outcome>, nonces: Nonces): Promise<Outcome> {
    const outcome = await deciding
    const nonce = await nonces.issue(this.#settings.clock() / 1000)
    const noStore: readonly HeaderField[] = outcome.ok ? [['Cache-Control', 'no-store']] : []
    return { ...outcome, headers: [...outcome.headers, ...noStore, ['DPoP-Nonce', nonce]] }
  }

  /** Turns a judgement into an outcome, and tells the hooks. */
  #decide(request: ResourceRequest, requirement: Requirement): MaybePromise<Outcome> {
    try {
      const judging = this.#judge(request, requirement)
      if (isPromise(judging)) return this.#answerLater(judging, request, requirement)
      return isDenial(judging) ? this.#refuse(request, requirement, judging) : judging
    } catch (error) {
      return this.#fail(request, error)
    }
  }

  /** The way of a request: credentials, token, binding, policy, and last of all the only write. */
  #judge(request: ResourceRequest, requirement: Requirement): MaybePromise<Granted | Denial> {
    void this.#bindingRules.certificates?.watch(request)
    const fault = checkHost(request, this.#bindingRules.url)
    if (fault !== undefined) return fault
    const credentials = readCredentials(request, this.#credentialRules)
    if (isDenial(credentials)) return credentials
    if (credentials.kind === 'none') {
      return requirement.optional === true ? grantedToNobody : credentials.denial
    }
    return andThen(this.#prove(request, credentials), (bound) =>
      this.#finish(request, bound, credentials.scheme, requirement),
    )
  }

  /** What is left where the holder is known: what the API adds, its policy, the proof. */
  #finish(
    request: ResourceRequest,
    bound: BoundToken | Denial,
    scheme: Scheme,
    requirement: Requirement,
  ): MaybePromise<Granted | Denial> {
    if (isDenial(bound)) return bound.of(scheme)
    const { token, pending } = bound
    const admitted = andThen(this.#transform(token), (own) =>
      this.#admit(request, own, pending, scheme, requirement),
    )
    return andThen(admitted, (result) => (isDenial(result) ? result.of(scheme) : result))
  }

  /** Validates the token and binds it to its holder. */
  #prove(
    request: ResourceRequest,
    credentials: PresentedCredentials,
  ): MaybePromise<BoundToken | Denial> {
    const { token } = credentials
    const digest = new TokenDigest(token)
    const trust = this.#tenants?.find(request, token) ?? this.#trust
    const validating = andThen(trust, (found) =>
      isDenial(found)
        ? found
        : validateToken(token, digest, found.validators, this.#known, found.keyPrefix),
    )
    return andThen(validating, (validated) => {
      if (isDenial(validated)) return validated
      const now = this.#settings.clock() / 1000
      return bindToken(validated, { request, credentials, digest, now }, this.#bindingRules)
    })
  }

  /** The token with what the API knows of its own; only of one that is proved, by its holder. */
  #transform(token: AccessToken): MaybePromise<AccessToken> {
    const { transformToken: transform } = this.#settings
    return transform === undefined ? token : transformToken(token, transform)
  }

  /** Judges the policy, and only then uses up the proof. */
  #admit(
    request: ResourceRequest,
    token: AccessToken,
    pending: PendingProof | undefined,
    scheme: Scheme,
    requirement: Requirement,
  ): MaybePromise<Granted | Denial> {
    return andThen(
      this.#checkPolicies(token, requirement.policy),
      (denial) =>
        denial ??
        andThen(
          pending && this.#reserve(pending),
          (replay) => replay ?? this.#grant(request, token, scheme),
        ),
    )
  }

  /** The guard's policy, then that of the place; the first that is not satisfied decides. */
  #checkPolicies(
    token: AccessToken,
    own: PolicyLike | undefined,
  ): MaybePromise<Denial | undefined> {
    const { policy } = this.#settings
    if (policy === undefined) return this.#checkPolicy(token, own)
    return andThen(
      this.#checkPolicy(token, policy),
      (denial) => denial ?? this.#checkPolicy(token, own),
    )
  }

  #checkPolicy(
    token: AccessToken,
    policy: PolicyLike | undefined,
  ): MaybePromise<Denial | undefined> {
    if (policy === undefined) return undefined
    const { clock, clockToleranceSeconds, resource } = this.#settings
    return toPolicy(policy).check(token, { now: clock() / 1000, clockToleranceSeconds, resource })
  }

  #grant(request: ResourceRequest, token: AccessToken, scheme: Scheme): Granted {
    if (this.#onAccess.isHeard) {
      const { issuer, format, binding, principal, clientId } = token
      // Written out: a spread costs more than all the rest of a request with a known token.
      this.#onAccess.tell({
        method: request.method,
        path: pathOf(request),
        resource: this.#settings.resource,
        scheme,
        issuer,
        format,
        binding,
        principal,
        clientId,
      })
    }
    return grant(token, scheme, this.#grantedHeaders)
  }

  #reserve(pending: PendingProof): MaybePromise<Denial | undefined> {
    const { dpop, clock } = this.#settings
    if (dpop === undefined) return undefined
    const { proof, url } = pending
    return reserveProof(proof, url, dpop.replayStore, clock() / 1000, this.#nonces)
  }

  async #answerLater(
    judging: Promise<Granted | Denial>,
    request: ResourceRequest,
    requirement: Requirement,
  ): Promise<Outcome> {
    try {
      const judgement = await judging
      return isDenial(judgement) ? this.#refuse(request, requirement, judgement) : judgement
    } catch (error) {
      return this.#fail(request, error)
    }
  }

  #fail(request: ResourceRequest, error: unknown): Refused {
    if (isBreakdown(error)) return this.#breakDown(request, error)
    throw error
  }

  #refuse(request: ResourceRequest, requirement: Requirement, reason: Denial): Refused {
    if (this.#onDenial.isHeard) this.#onDenial.tell(this.#eventOf(request, reason))
    const scope = this.#scopeFor(reason, requirement)
    return { ok: false, reason, ...answerDenial(reason, this.#challengeSettings, scope) }
  }

  #breakDown(request: ResourceRequest, reason: Breakdown): Refused {
    if (this.#onBreakdown.isHeard) this.#onBreakdown.tell(this.#eventOf(request, reason))
    return { ok: false, reason, ...answerBreakdown(reason) }
  }

  /**
   * What the challenge names: to strangers only scopes that the metadata lists, to whoever showed a good
   * token all that the operation needs, so that a client need not come back for the next.
   */
  #scopeFor({ status, needs }: Denial, requirement: Requirement): readonly string[] | undefined {
    const policies = [this.#settings.policy, requirement.policy]
    const asked = policies.flatMap((policy) => (policy ? toPolicy(policy).scopes : []))
    if (needs.scope !== undefined) return [...new Set([...asked, ...needs.scope])]
    return status === 401 ? this.#described?.disclosed([...new Set(asked)]) : undefined
  }

  /** The document, and what becomes of it where it cannot be signed. */
  #publish(described: Metadata): ResourceMetadata {
    const { url, paths } = described
    return {
      url,
      paths,
      get document() {
        return described.document
      },
      announce: (policy) => described.announce(policy),
      respond: (request) =>
        described.respond(request)?.catch((error: unknown) => this.#fail(request, error)),
    }
  }

  #eventOf<Reason>(request: ResourceRequest, reason: Reason): RefusalEvent<Reason> {
    const { resource } = this.#settings
    return { method: request.method, path: pathOf(request), resource, reason }
  }
}

/** Certificate-bound tokens come as Bearer (RFC 8705 §3); where a proof is required, nothing does. */
function acceptedSchemes({ dpop }: Settings): readonly Scheme[] {
  if (dpop === undefined) return ['Bearer']
  return dpop.required ? ['DPoP'] : ['Bearer', 'DPoP']
}

/** Each tenant's tokens are kept apart, also from those of a tenant that had its name before. */
function openTenants(settings: Settings): TenantDirectory<Trust> | undefined {
  const { tenants, publicUrl, isTrustedProxy, clock } = settings
  let made = 0
  return tenants?.source.open({
    trust: (issuers) => createTrust(tenants.read(issuers), settings, `${made++}.`),
    url: { publicUrl, isTrustedProxy },
    clock,
  })
}
