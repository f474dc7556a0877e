/** As little client as there can be: it shares two cores with the server that is measured. */
import { connect } from 'node:net'

/** @import { Socket } from 'node:net' */

/**
 * A request on the wire.
 * @param {number} port
 * @param {Readonly<Record<string, string>>} fields
 */
export function requestText(port, fields) {
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`)
  const common = 'accept: application/json\r\nuser-agent: bench\r\n'
  return `GET /items HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n${common}${lines.join('')}\r\n`
}

/** @typedef {(milliseconds: number, status: number) => void} OnAnswer */

/**
 * Connections that stay open: on each, the next request goes out when the one before is answered.
 * @param {number} port
 * @param {number} connections
 */
export async function openClient(port, connections) {
  const sockets = await Promise.all(Array.from({ length: connections }, () => open(port)))
  return {
    /**
     * @param {() => string | undefined} next Nothing ends it.
     * @param {OnAnswer} [onAnswer]
     */
    send: async (next, onAnswer) => {
      await Promise.all(sockets.map((socket) => sendOver(socket, next, onAnswer)))
    },
    close: () => {
      for (const socket of sockets) socket.destroy()
    },
  }
}

/**
 * The same for once.
 * @param {number} port
 * @param {number} connections
 * @param {() => string | undefined} next Nothing ends it.
 * @param {OnAnswer} [onAnswer]
 */
export async function drive(port, connections, next, onAnswer) {
  const client = await openClient(port, connections)
  try {
    await client.send(next, onAnswer)
  } finally {
    client.close()
  }
}

/**
 * @param {number} port
 * @returns {Promise<Socket>}
 */
function open(port) {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1').setNoDelay().setEncoding('latin1')
    socket.once('error', reject).once('connect', () => resolve(socket.off('error', reject)))
  })
}

/**
 * @param {Socket} socket
 * @param {() => string | undefined} next
 * @param {OnAnswer | undefined} onAnswer
 * @returns {Promise<void>}
 */
function sendOver(socket, next, onAnswer) {
  return new Promise((resolve, reject) => {
    let received = ''
    let sentAt = 0
    const send = () => {
      const text = next()
      if (text === undefined) {
        socket.removeAllListeners()
        return resolve()
      }
      sentAt = performance.now()
      socket.write(text, 'latin1')
    }
    socket.on('error', reject)
    socket.on('close', () => reject(new Error('The server closed a connection')))
    socket.on('data', (chunk) => {
      received += chunk
      const end = endOfAnswer(received)
      if (end === undefined || received.length < end) return
      const status = Number(received.slice(9, 12))
      received = received.slice(end)
      onAnswer?.(performance.now() - sentAt, status)
      if (status !== 200 && onAnswer === undefined) reject(new Error(`It answered ${status}`))
      send()
    })
    send()
  })
}

/** @param {string} received */
function endOfAnswer(received) {
  const head = received.indexOf('\r\n\r\n')
  if (head === -1) return undefined
  const length = /content-length: *(\d+)/i.exec(received.slice(0, head))
  return length === null ? undefined : head + 4 + Number(length[1])
}
