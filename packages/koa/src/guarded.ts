import type { AccessToken } from '@portcullis/core'
import type { Context, Next, ParameterizedContext } from 'koa'

/** The state of a request that a {@link Guard} let pass. */
export interface GuardedState {
  readonly auth: AccessToken
}

/** Stands anywhere, and promises nothing to those behind it. */
export type Middleware = (context: Context, next: Next) => Promise<unknown>

/** A middleware behind which `ctx.state.auth` is there. */
export interface Guard {
  (context: Context, next: Next): Promise<unknown>
  // The last signature is the one that Koa infers the state of those behind it from.
  (context: ParameterizedContext<GuardedState>, next: Next): Promise<unknown>
}

declare module 'koa' {
  interface DefaultState {
    /** The access token of this request, once a guard let it pass. */
    readonly auth?: AccessToken
  }
}
