/** The part of a connection that this needs. */
export interface Pulsing {
  readonly isReady: boolean
  ping(): Promise<unknown>
  destroy(): unknown
  connect(): Promise<unknown>
}

export interface PulseOptions {
  /** The connections there are at the moment, by the name of their server. */
  readonly connections: () => Iterable<readonly [server: string, connection: Pulsing]>
  /** A connection that says nothing more was given up; another is under way. */
  readonly onSilence: (server: string) => void
  /** Milliseconds between two looks. */
  readonly everyMilliseconds: number
  /** Milliseconds without an answer that are too many. */
  readonly patienceMilliseconds: number
}

/**
 * Notices connections to hosts that went away without a word, for which TCP would take many minutes, and
 * those to servers that hang: what was sent there is given up and does not pile up.
 *
 * @returns ends it
 */
export function startPulse(options: PulseOptions): () => void {
  const { connections, everyMilliseconds, patienceMilliseconds } = options
  const heard = new WeakMap<Pulsing, number>()
  let lastLook = performance.now()
  const look = () => {
    const now = performance.now()
    // Whoever was busy may have answers that are not read yet.
    const wasBusy = now - lastLook > 2 * everyMilliseconds
    lastLook = now
    for (const [server, connection] of connections()) {
      // One that is not ready is connecting already, and must not begin to do so twice.
      if (wasBusy || !connection.isReady || !heard.has(connection)) heard.set(connection, now)
      const silence = now - (heard.get(connection) ?? now)
      if (silence <= patienceMilliseconds) {
        ask(connection, () => heard.set(connection, performance.now()))
        continue
      }
      // The next one starts afresh.
      heard.delete(connection)
      giveUp(server, connection, options)
    }
  }
  const timer = setInterval(look, everyMilliseconds).unref()
  return () => clearInterval(timer)
}

/** An error is no answer: it may come from this side, of a queue that is full. */
function ask(connection: Pulsing, onAnswer: () => void): void {
  if (connection.isReady) connection.ping().then(onAnswer, () => {})
}

function giveUp(server: string, connection: Pulsing, { onSilence }: PulseOptions): void {
  connection.destroy()
  onSilence(server)
  // Fails when somebody closes it meanwhile.
  connection.connect().catch(() => {})
}
