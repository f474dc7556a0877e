/** Starts a hello app and sends it what every API has to tell apart. */
import { once } from 'node:events'
import { createServer } from 'node:net'
import { ended, start } from '@portcullis-tooling/scripts/process'

/**
 * @typedef {object} TokenGiver What is needed of a test issuer.
 * @property {string} issuer
 * @property {(options: { claims: Record<string, unknown> }) => Promise<string>} token
 */

const audience = 'api1'
const scope = 'api1.read'
const subject = 'a-user'
const patienceSeconds = 30

/**
 * @param {string} folder
 * @param {string} program Its file.
 * @param {TokenGiver} issuer
 * @returns {Promise<string[]>}
 */
export async function runProblems(folder, program, issuer) {
  const port = await freePort()
  const child = start([process.execPath, program], {
    cwd: folder,
    env: { ISSUER: issuer.issuer, AUDIENCE: audience, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const end = ended(child)
  try {
    const said = await untilListening(child)
    if (said !== undefined) return [`${program} does not listen:\n${said}`]
    const problems = await answerProblems(`http://127.0.0.1:${port}/`, issuer)
    return problems.map((problem) => `${program}, ${problem}`)
  } finally {
    child.kill()
    await end
  }
}

/**
 * @param {string} url
 * @param {TokenGiver} issuer
 */
async function answerProblems(url, issuer) {
  const good = await issuer.token({ claims: { sub: subject, scope } })
  const weak = await issuer.token({ claims: { sub: subject, scope: 'something.else' } })
  return [
    ...(await problemsOf('no token', url, undefined, 401)),
    ...(await problemsOf('a token without the scope', url, weak, 403)),
    ...(await problemsOf('a token with the scope', url, good, 200)),
  ]
}

/**
 * @param {string} what
 * @param {string} url
 * @param {string | undefined} token
 * @param {number} wanted
 */
async function problemsOf(what, url, token, wanted) {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const signal = AbortSignal.timeout(patienceSeconds * 1000)
  const answer = await fetch(url, { headers, signal })
  const text = await answer.text()
  if (answer.status !== wanted) return [`${what}: the answer is ${answer.status}, not ${wanted}`]
  const challenged = answer.headers.has('www-authenticate')
  if (challenged !== wanted > 400) return [`${what}: ${challenged ? 'a' : 'no'} challenge`]
  const greets = text.includes(subject)
  return greets === (wanted === 200) ? [] : [`${what}: the answer is ${text}`]
}

/**
 * Nothing once it listens; otherwise what it said.
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<string | undefined>}
 */
function untilListening(child) {
  return new Promise((resolve) => {
    let said = ''
    const giveUp = setTimeout(
      () => resolve(`${said}(after ${patienceSeconds} s)`),
      patienceSeconds * 1000,
    )
    /** @param {string | undefined} result */
    const finish = (result) => {
      clearTimeout(giveUp)
      resolve(result)
    }
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text) => {
        said += text
        if (/^listening on /m.test(said)) finish(undefined)
      })
    }
    child.once('close', () => finish(said))
  })
}

/** One that was free a moment ago: a hello app is told a port, and tells none. */
async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('There is no port')
  return address.port
}
