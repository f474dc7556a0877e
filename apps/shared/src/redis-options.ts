/** A server that comes back is noticed this soon. */
export const reconnectMilliseconds = 200

/**
 * Of every connection: nothing waits in a queue for a server that is away. New ones each time, because
 * node-redis writes into what it is given.
 */
export function connectionOptions() {
  return {
    disableOfflineQueue: true,
    // What was sent and is not answered; more is refused at once.
    commandsQueueMaxLength: 10_000,
    socket: {
      reconnectStrategy: reconnectMilliseconds,
      // With the pause before the next attempt less than a second: a host that is away answers none.
      connectTimeout: 500,
      // For one that hangs before it is ready; the pulse keeps the others from being idle.
      socketTimeout: 2_000,
    },
  } as const
}
