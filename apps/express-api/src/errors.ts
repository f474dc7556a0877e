import type { Log } from '@portcullis-apps/shared'
import type { ErrorRequestHandler, RequestHandler } from 'express'

export const notFound: RequestHandler = (_req, res) => {
  res.status(404).json({ error: 'not_found' })
}

/** The end of the line for what handlers throw: logged, and nothing of it on the wire. */
export function failed(log: Log): ErrorRequestHandler {
  return (error, req, res, next) => {
    const status = statusOf(error)
    if (status === 500) log.failure(error, req)
    if (res.headersSent) return next(error)
    return res.status(status).json({ error: status === 500 ? 'server_error' : 'invalid_request' })
  }
}

/** Express puts a status on the faults of clients, such as a path that does not decode. */
function statusOf(error: unknown): number {
  const status = typeof error === 'object' && error !== null && 'status' in error && error.status
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500
}
