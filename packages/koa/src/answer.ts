import { type Answer, type HeaderField, isDenial, type Refused } from '@portcullis/core'
import type { Context } from 'koa'

/** Koa sets one value or a list, so those of one name go in together. */
function fieldsOf(headers: readonly HeaderField[]): Record<string, string | string[]> {
  const fields: Record<string, string | string[]> = {}
  for (const [name, value] of headers) {
    const before = fields[name]
    fields[name] = before === undefined ? value : [before, value].flat()
  }
  return fields
}

/** What was set before under the same names is replaced. A body brings status and fields of its own. */
export function answer(context: Context, { status, headers, body }: Answer): void {
  context.body = body === '' ? null : body
  context.status = status
  context.set(fieldsOf(headers))
}

/**
 * A refusal as Koa's error handling takes it. What went wrong is the `cause`, for logs alone. Koa drops
 * what was set `before`, so the error brings it along.
 */
export function throwRefusal(
  context: Context,
  { status, headers, reason }: Refused,
  before: readonly HeaderField[] = [],
): never {
  const description = isDenial(reason) ? reason.description : undefined
  const fields = { ...fieldsOf(before), ...fieldsOf(headers) }
  const properties = { headers: fields, cause: reason }
  if (description === undefined) return context.throw(status, properties)
  return context.throw(status, description, properties)
}
