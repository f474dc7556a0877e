import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** Stands between a client and Redis, can lose answers, and leads elsewhere when told to. */
export interface Relay {
  readonly port: number
  /** Passes the next command with this text on, and cuts the connection in place of an answer. */
  loseAnswerTo(text: string): void
  /** Ends all connections, and lets none through until `mend`. */
  cut(): void
  mend(): void
  /** Where further connections lead, as an address that moves to another machine. */
  lead(target: number): void
  stop(): Promise<void>
}

export async function startRelay(first: number): Promise<Relay> {
  let target = first
  let losing: string | undefined
  let isCut = false
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    if (isCut) {
      client.destroy()
      return
    }
    const redis = connect(target, '127.0.0.1')
    let isMute = false
    for (const socket of [client, redis]) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        sockets.delete(socket)
        client.destroy()
        redis.destroy()
      })
    }
    client.on('data', (data) => {
      redis.write(data)
      if (losing === undefined || !data.toString('latin1').includes(losing)) return
      losing = undefined
      isMute = true
      // Time enough for Redis to do it.
      setTimeout(() => client.destroy(), 30)
    })
    redis.on('data', (data) => {
      if (!isMute) client.write(data)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    loseAnswerTo(text) {
      losing = text
    },
    cut() {
      isCut = true
      for (const socket of sockets) socket.destroy()
    },
    mend() {
      isCut = false
    },
    lead(next) {
      target = next
    },
    async stop() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
