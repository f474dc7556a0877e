import { connect } from 'node:net'

/** @typedef {string | number | null | Replies} Reply */
/** @typedef {ReadonlyArray<Reply>} Replies */

const patienceMilliseconds = 5_000

/**
 * Sends one command over a connection of its own.
 * @param {number} port
 * @param {readonly string[]} words
 * @returns {Promise<Reply>}
 * @throws Error with what the server says, or when it is not there or says nothing for 5 s
 */
export function redisCommand(port, words) {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1').setEncoding('latin1')
    let received = ''
    socket.setTimeout(patienceMilliseconds, () => socket.destroy(new Error('No answer in time')))
    socket.once('error', reject)
    socket.once('close', () => reject(new Error('The connection was closed')))
    socket.on('data', (text) => {
      received += text
      const parsed = parse(received, 0)
      if (parsed === undefined) return
      if (parsed.value instanceof Error) reject(parsed.value)
      else resolve(parsed.value)
      socket.destroy()
    })
    socket.write(encode(words), 'latin1')
  })
}

/** @param {readonly string[]} words */
function encode(words) {
  const bulks = words.map((word) => {
    const bytes = Buffer.from(word).toString('latin1')
    return `$${bytes.length}\r\n${bytes}\r\n`
  })
  return `*${words.length}\r\n${bulks.join('')}`
}

/**
 * One reply of RESP2, or nothing while it is not complete.
 * @param {string} text
 * @param {number} start
 * @returns {{ value: Reply | Error, end: number } | undefined}
 */
function parse(text, start) {
  const lineEnd = text.indexOf('\r\n', start)
  if (lineEnd === -1) return undefined
  const line = text.slice(start + 1, lineEnd)
  const end = lineEnd + 2
  switch (text[start]) {
    case '+':
      return { value: line, end }
    case '-':
      return { value: new Error(line), end }
    case ':':
      return { value: Number(line), end }
    case '$':
      return parseBulk(text, end, Number(line))
    case '*':
      return parseArray(text, end, Number(line))
    default:
      return { value: new Error(`Not a reply: ${line}`), end }
  }
}

/**
 * @param {string} text
 * @param {number} start
 * @param {number} length
 */
function parseBulk(text, start, length) {
  if (length === -1) return { value: null, end: start }
  const end = start + length
  return text.length < end + 2 ? undefined : { value: text.slice(start, end), end: end + 2 }
}

/**
 * @param {string} text
 * @param {number} start
 * @param {number} length
 */
function parseArray(text, start, length) {
  /** @type {Reply[]} */
  const value = []
  let end = start
  for (let index = 0; index < length; index++) {
    const parsed = parse(text, end)
    if (parsed === undefined) return undefined
    value.push(parsed.value instanceof Error ? parsed.value.message : parsed.value)
    end = parsed.end
  }
  return { value, end }
}
