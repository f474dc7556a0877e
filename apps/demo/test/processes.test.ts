import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Children } from '../src/processes.js'
import { isRunning } from './is-running.js'

let folder: string
let children: Children

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portcullis-demo-'))
  children = new Children()
})

afterEach(async () => {
  await children.stopAll()
  await rm(folder, { recursive: true })
})

const stayAlive = 'setInterval(() => {}, 1000);'

/** The pid stands in for a port, so that a test can ask after the process. */
const ready = `${stayAlive} console.log('listening on http://127.0.0.1:' + process.pid);`

async function program(code: string, environment: Record<string, string> = {}) {
  const entry = join(folder, 'program.mjs')
  await writeFile(entry, code)
  return { name: 'the program', entry, environment }
}

function pidIn(url: string): number {
  return Number(url.split(':').at(-1))
}

test('a program is ready when it says where it listens, and ends when it is stopped', async () => {
  const child = await children.start(await program(ready))
  expect(isRunning(pidIn(child.url))).toBe(true)
  await child.stop()
  expect(isRunning(pidIn(child.url))).toBe(false)
})

test('a program that ignores SIGTERM is ended all the same', async () => {
  const child = await children.start(await program(`process.on('SIGTERM', () => {}); ${ready}`))
  await children.stopAll()
  expect(isRunning(pidIn(child.url))).toBe(false)
})

test('a program that ends at once is reported with what it said', async () => {
  const failing = await program(`console.error('PORT must be a number'); process.exitCode = 3`)
  const start = children.start(failing)
  await expect(start).rejects.toThrow(/the program ended before it was ready/)
  await expect(start).rejects.toThrow(/PORT must be a number\n.*exit code 3/)
})

test('a program that is never ready is reported with what it said, and ended', async () => {
  const silent = await program(`${stayAlive} console.error('pid ' + process.pid)`)
  const problem = await children.start(silent, { timeoutSeconds: 5 }).catch(String)
  expect(problem).toMatch(/the program did not say within 5 s where it listens/)
  expect(isRunning(Number(/pid (\d+)/.exec(problem as string)?.[1]))).toBe(false)
})

test('a program that is not built is reported with what to do', async () => {
  const missing = { name: 'the program', entry: join(folder, 'none.js'), environment: {} }
  await expect(children.start(missing)).rejects.toThrow(/the program is not built .*pnpm build/)
})

test('waiting can be given up', async () => {
  const ending = new AbortController()
  const start = children.start(await program(stayAlive), { signal: ending.signal })
  ending.abort()
  await expect(start).rejects.toThrow(/abort/i)
})

test('a program sees its own variables, and none that the caller happens to have', async () => {
  process.env.PUBLIC_URL = 'https://elsewhere.example.com'
  try {
    const code = `console.log('ISSUER', process.env.ISSUER, process.env.PUBLIC_URL); ${ready}`
    await children.start(await program(code, { ISSUER: 'here' }))
    expect(children.logs[0]?.text).toContain('ISSUER here undefined')
  } finally {
    delete process.env.PUBLIC_URL
  }
})
