import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AccessToken } from '@portcullis/core'
import type {
  NextFunction,
  ParamsDictionary,
  Query,
  Request,
  Response,
} from 'express-serve-static-core'

/**
 * A middleware that says nothing about route parameters, so that handlers after it infer theirs. A promise
 * that it returns is for Express alone.
 */
export type Middleware = (
  request: IncomingMessage & Express.Request,
  response: ServerResponse,
  next: NextFunction,
) => void

declare const guarding: unique symbol

/** A middleware behind which `req.auth` is there. */
export interface Guard extends Middleware {
  readonly [guarding]: true
}

/** Express leaves bodies unchecked. */
export type Unchecked = Request['body']

/** A handler behind a {@link Guard}: for one that is written elsewhere than in its route. */
export type GuardedHandler<
  P = ParamsDictionary,
  ResBody = Unchecked,
  ReqBody = Unchecked,
  ReqQuery = Query,
  Locals extends Record<string, Unchecked> = Record<string, Unchecked>,
> = (
  request: Request<P, ResBody, ReqBody, ReqQuery, Locals> & { readonly auth: AccessToken },
  response: Response<ResBody, Locals>,
  next: NextFunction,
) => unknown

declare global {
  namespace Express {
    interface Request {
      /** The access token of this request, once a guard let it pass. */
      readonly auth?: AccessToken
    }
  }
}
