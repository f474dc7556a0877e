/**
 * What went wrong between us and Redis, without what was sent: a client's own error may hold the arguments
 * of the command, and some answers of Redis repeat them.
 */
export class RedisFailure extends Error {
  override readonly name = 'RedisFailure'
}

/** Redis starts its errors with such a word (`OOM`, `READONLY`, `CLUSTERDOWN`); the rest may repeat us. */
const answerCode = /^[A-Z]{3,24}(?= |$)/

export function failureOf(error: unknown): RedisFailure {
  if (error instanceof RedisFailure) return error
  if (!(error instanceof Error)) return new RedisFailure('The client failed')
  const code = answerCode.exec(error.message)?.[0]
  if (code !== undefined) return new RedisFailure(`Redis answered ${code}`)
  const { code: own = error.name } = error as { readonly code?: unknown }
  return new RedisFailure(`The client failed: ${String(own)}`)
}
