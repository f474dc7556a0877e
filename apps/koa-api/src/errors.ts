import type { Log } from '@portcullis-apps/shared'
import type { Middleware } from 'koa'

/** The end of the line: what nobody answered is 404; what handlers throw is logged, and not shown. */
export function answerFailures(log: Log): Middleware {
  return async (context, next) => {
    try {
      await next()
    } catch (error) {
      const status = statusOf(error)
      if (status === 500) log.failure(error, context)
      context.status = status
      context.body = { error: status === 500 ? 'server_error' : 'invalid_request' }
    }
    if (context.status !== 404 || context.body !== undefined) return
    context.body = { error: 'not_found' }
    context.status = 404
  }
}

/** Koa puts a status on the faults of clients, such as a path that does not decode. */
function statusOf(error: unknown): number {
  const status = typeof error === 'object' && error !== null && 'status' in error && error.status
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500
}
