import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A way to a port of this machine on which connections can go dead, as when a host loses its power. */
export async function startMuteRelay(port: number) {
  const open = new Set<Socket>()
  const mute = new WeakSet<Socket>()
  let connections = 0
  const server = createServer((near) => {
    connections += 1
    const far = connect(port, '127.0.0.1')
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(from)
      from.on('data', (bytes) => {
        if (!mute.has(near)) to.write(bytes)
      })
      from.on('error', () => {}).on('close', () => to.destroy())
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    /** How many came, also for nothing. */
    connections: () => connections,
    /** All connections that there are carry nothing more; new ones do. */
    mute() {
      for (const socket of open) mute.add(socket)
    },
    close() {
      server.close()
      for (const socket of open) socket.destroy()
    },
  }
}
