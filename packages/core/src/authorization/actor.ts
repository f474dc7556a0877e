import { ConfigurationError, deny } from '../errors/index.js'
import { printable } from '../lib/printable.js'
import type { AccessToken, Actor } from '../pop/index.js'
import type { Policy } from './policy.js'

/** Who may act for another; what is given must be equal. */
export interface ActorIdentity {
  /** `sub` of the actor. */
  readonly subject?: string
  /** `client_id` of the actor. */
  readonly clientId?: string
  /** Whose name for the actor that is. Default: the issuer of the token. */
  readonly issuer?: string
}

/**
 * The token must be one of delegation, and whoever acts one of these (RFC 8693 §4.1). Those who acted
 * before do not count, and neither does `may_act`.
 *
 * @throws ConfigurationError when nobody is named, or somebody by an issuer alone
 */
export function actor(...identities: readonly ActorIdentity[]): Policy {
  if (identities.length === 0 || !identities.every(isIdentity)) {
    throw new ConfigurationError(
      'option_invalid',
      "actor() needs to know who may act: write actor({ subject: 'orders-service' }), with clientId and issuer where they matter",
    )
  }
  return {
    scopes: [],
    check({ actor, issuer }) {
      if (actor !== undefined && identities.some((one) => isSame(one, actor, issuer))) {
        return undefined
      }
      const who = actor && printable([actor.subject, actor.clientId, actor.issuer])
      return deny('actor_insufficient', `Its actor is ${who ?? 'nobody'}, another is needed`)
    },
  }
}

/**
 * The token must not be one of delegation: nobody acts for another.
 */
export function notDelegated(): Policy {
  return {
    scopes: [],
    check: ({ actor }: AccessToken) =>
      actor === undefined
        ? undefined
        : deny('actor_insufficient', 'It has an actor, and nobody may act for another here'),
  }
}

/** A subject is a name within one issuer only (RFC 8693 §4.1). */
function isSame({ subject, clientId, issuer }: ActorIdentity, actor: Actor, own: string): boolean {
  return (
    (subject ?? actor.subject) === actor.subject &&
    (clientId ?? actor.clientId) === actor.clientId &&
    (issuer ?? own) === (actor.issuer ?? own)
  )
}

function isIdentity(value: ActorIdentity): boolean {
  const { subject, clientId, issuer, ...others } = value ?? {}
  const isName = (name: unknown) => name === undefined || (typeof name === 'string' && name !== '')
  return (
    [subject, clientId, issuer].every(isName) &&
    (subject ?? clientId) !== undefined &&
    Object.keys(others).length === 0
  )
}
