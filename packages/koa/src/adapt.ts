import type { ResourceRequest } from '@portcullis/core'
import { fromIncomingMessage } from '@portcullis/node'
import type { Context } from 'koa'

/** A mounted app rewrites the target of the message; the context keeps the one that came. */
export function adapt({ req, originalUrl }: Context): ResourceRequest {
  if (req.url === originalUrl) return fromIncomingMessage(req)
  return fromIncomingMessage(Object.create(req, { originalUrl: { value: originalUrl } }))
}
