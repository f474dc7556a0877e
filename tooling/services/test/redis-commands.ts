import { once } from 'node:events'
import { connect } from 'node:net'

/** Sends one inline command and gives the lines of the answer; rejects when nobody listens. */
export async function commandLines(port: number, text: string): Promise<readonly string[]> {
  const socket = connect(port, '127.0.0.1').setEncoding('latin1')
  try {
    socket.write(`${text}\r\n`)
    const [answer] = await once(socket, 'data')
    return String(answer).split('\r\n')
  } finally {
    socket.destroy()
  }
}

/** The first line alone, which is the whole of most answers. */
export async function command(port: number, text: string): Promise<string> {
  return (await commandLines(port, text))[0] ?? ''
}

/** The answer is an array of the name and the value, each after a line with its length. */
export async function setting(port: number, name: string): Promise<string> {
  return (await commandLines(port, `CONFIG GET ${name}`))[4] ?? ''
}
