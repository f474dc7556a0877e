import type { Answer, HeaderField, Refused } from '@portcullis/core'
import { headerFields, refusalError } from '@portcullis/node'
import type { Context } from 'koa'

/** What was set before under the same names is replaced. A body brings status and fields of its own. */
export function answer(context: Context, { status, headers, body }: Answer): void {
  context.body = body === '' ? null : body
  context.status = status
  context.set(headerFields(headers))
}

/**
 * A refusal as Koa's error handling takes it. What went wrong is the `cause`, for logs alone. Koa drops
 * what was set `before`, so the error brings it along.
 */
export function throwRefusal(
  context: Context,
  refused: Refused,
  before: readonly HeaderField[] = [],
): never {
  const { message, status, cause, headers } = refusalError(refused)
  return context.throw(status, message, { cause, headers: { ...headerFields(before), ...headers } })
}
