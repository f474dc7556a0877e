import { STATUS_CODES } from 'node:http'
import { type HeaderField, isDenial, type Refused } from '@portcullis/core'

/** Fields as Node and its frameworks set them: the values of one name together, or the first would be lost. */
export function headerFields(headers: readonly HeaderField[]): Record<string, string | string[]> {
  const fields: Record<string, string | string[]> = {}
  for (const [name, value] of headers) {
    const before = fields[name]
    fields[name] = before === undefined ? value : [before, value].flat()
  }
  return fields
}

/** A refusal as the error handlers of frameworks take it. */
export interface RefusalError extends Error {
  readonly status: number
  readonly statusCode: number
  readonly headers: Readonly<Record<string, string | string[]>>
}

/**
 * A refusal for error handlers: with the status, the headers that it owes, and a message that is fit for
 * the client. What went wrong is the `cause`, for logs alone.
 */
export function refusalError({ status, headers, reason }: Refused): RefusalError {
  const description = isDenial(reason) ? reason.description : undefined
  const error = new Error(description ?? STATUS_CODES[status], { cause: reason })
  return Object.assign(error, { status, statusCode: status, headers: headerFields(headers) })
}
