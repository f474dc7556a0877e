import type { AccessToken } from '@portcullis/core'
import type { Env, MiddlewareHandler } from 'hono'

/** The environment of handlers behind a {@link Guard}. */
export interface GuardedEnv {
  Variables: { readonly auth: AccessToken }
}

/** A middleware behind which `c.get('auth')` is there. */
export type Guard<E extends Env = Env> = MiddlewareHandler<E & GuardedEnv>

declare module 'hono' {
  interface ContextVariableMap {
    /** The access token of this request, once a guard let it pass. */
    readonly auth: AccessToken | undefined
  }
}
