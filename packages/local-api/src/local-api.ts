import {
  allOf,
  createResourceServer,
  localJwtValidator,
  type PolicyLike,
  type ResourceServer,
  scopes,
} from '@portcullis/core'
import { Asker } from './asker.js'
import { expectedHosts } from './expected-hosts.js'
import { checkOptions, type LocalApiOptions } from './options.js'
import { referenceValidator } from './reference-validator.js'
import { withAuthority } from './with-authority.js'

/** The usual name of the scope that opens a local API. */
export const localApiScope = 'local-api'

/**
 * Makes a guard for an API in the process of its authorization server: no discovery, no key fetch, no
 * introspection. Everything else is as in any guard, and every binding takes it.
 *
 * @throws ConfigurationError when the options cannot work, and when the authority is none of this process
 */
export function localApi(options: LocalApiOptions): ResourceServer {
  const {
    authority,
    scope,
    timeoutSeconds = 5,
    allowedHosts,
    policy,
    ...guard
  } = checkOptions(options)
  const hosts = expectedHosts(allowedHosts, authority.issuer, guard.publicUrl)
  return createResourceServer({
    ...guard,
    // Never asked: the validators take every token that there is.
    issuer: authority.issuer,
    fetch: refuseToCall,
    validators: createValidators(options, new Asker(authority, timeoutSeconds)),
    ...demand(scope, policy),
    ...(hosts === undefined ? {} : { allowedHosts: hosts }),
  })
}

function createValidators({ authority, ...options }: LocalApiOptions, asker: Asker) {
  const { audience, clockToleranceSeconds = 0, clock = Date.now, algorithms } = options
  const accepted = audience === null ? null : [audience].flat()
  const rules = { issuer: authority.issuer, audience: accepted, clockToleranceSeconds, clock }
  const named = algorithms === undefined ? {} : { algorithms: [algorithms].flat() }
  const jwt = localJwtValidator({ ...rules, ...named, keys: () => authority.keys() })
  return [
    withAuthority(jwt, 'jwt', asker),
    withAuthority(referenceValidator(rules, asker), 'reference', asker),
  ]
}

/** The scope of the API comes before what else is demanded. */
function demand(scope: string | null, policy: PolicyLike | undefined): { policy?: PolicyLike } {
  if (scope === null) return policy === undefined ? {} : { policy }
  return { policy: policy === undefined ? scopes(scope) : allOf(scopes(scope), policy) }
}

async function refuseToCall(): Promise<never> {
  throw new Error('A local API makes no calls')
}
