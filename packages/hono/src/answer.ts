import { type Answer, isDenial, type Refused, toWebResponse } from '@portcullis/core'
import type { Context, Env } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { ContentfulStatusCode, StatusCode } from 'hono/utils/http-status'

/** The answer among what others set: a field of the same name is replaced. */
export function answer<E extends Env>(
  context: Context<E>,
  { status, headers, body }: Answer,
): Response {
  // Hono lets what was set before win over what a new response brings.
  for (const [name] of headers) context.header(name, undefined)
  const init = { status: status as StatusCode, headers: headers.map(mutable) }
  return context.newResponse(body === '' ? null : body, init)
}

/** A refusal as Hono's error handling takes it. What went wrong is the `cause`, for logs alone. */
export function throwRefusal(refused: Refused): never {
  const { status, reason } = refused
  const description = isDenial(reason) ? reason.description : undefined
  throw new HTTPException(status as ContentfulStatusCode, {
    res: toWebResponse(refused),
    cause: reason,
    ...(description === undefined ? {} : { message: description }),
  })
}

function mutable([name, value]: readonly [string, string]): [string, string] {
  return [name, value]
}
