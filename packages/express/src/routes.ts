/**
 * Teaches the types of Express that `req.auth` is there for handlers behind a guard. These overloads
 * come before its own, which serve everything else.
 */
import type { ParamsDictionary, RouteParameters } from 'express-serve-static-core'
import type { Guard, GuardedHandler, Unchecked } from './guarded.js'

/** What can be inferred from a path. */
type ParametersOf<Path> = Path extends string ? RouteParameters<Path> : ParamsDictionary

declare module 'express-serve-static-core' {
  interface IRouterMatcher<T> {
    <
      Path extends PathParams,
      P = ParametersOf<Path>,
      ResBody = Unchecked,
      ReqBody = Unchecked,
      ReqQuery = Query,
      Locals extends Record<string, Unchecked> = Record<string, Unchecked>,
    >(
      path: Path,
      guard: Guard,
      ...handlers: GuardedHandler<P, ResBody, ReqBody, ReqQuery, Locals>[]
    ): T
    <
      Path extends PathParams,
      P = ParametersOf<Path>,
      ResBody = Unchecked,
      ReqBody = Unchecked,
      ReqQuery = Query,
      Locals extends Record<string, Unchecked> = Record<string, Unchecked>,
    >(
      path: Path,
      before: RequestHandler<P, ResBody, ReqBody, ReqQuery, Locals>,
      guard: Guard,
      ...handlers: GuardedHandler<P, ResBody, ReqBody, ReqQuery, Locals>[]
    ): T
  }

  interface IRouterHandler<T, Route> {
    <
      P = RouteParameters<Route>,
      ResBody = Unchecked,
      ReqBody = Unchecked,
      ReqQuery = Query,
      Locals extends Record<string, Unchecked> = Record<string, Unchecked>,
    >(
      guard: Guard,
      ...handlers: GuardedHandler<P, ResBody, ReqBody, ReqQuery, Locals>[]
    ): T
    <
      P = RouteParameters<Route>,
      ResBody = Unchecked,
      ReqBody = Unchecked,
      ReqQuery = Query,
      Locals extends Record<string, Unchecked> = Record<string, Unchecked>,
    >(
      before: RequestHandler<P, ResBody, ReqBody, ReqQuery, Locals>,
      guard: Guard,
      ...handlers: GuardedHandler<P, ResBody, ReqBody, ReqQuery, Locals>[]
    ): T
  }
}
