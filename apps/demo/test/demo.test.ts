import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { runDemo } from '../src/demo.js'
import { rows } from '../src/rows/index.js'
import { recorder } from './recorder.js'

// These start the built apps, as the demo does: `pnpm test` builds them.

const permissive = fileURLToPath(new URL('./permissive-api.mjs', import.meta.url))
/** Some thirty servers are started: on a busy machine that takes its time, and only a standstill is a fault. */
const wholeRun = { timeout: 240_000 }
const main = fileURLToPath(new URL('../dist/main.js', import.meta.url))
// A JWT, or an opaque token: a word of that length is nothing else here.
const token = /eyJ[\w-]+\.[\w-]+\.[\w-]*|(?<![\w-])[\w-]{40,}/

async function run(options: { apiEntry?: string } = {}) {
  const [output, errors] = [recorder(), recorder()]
  const { signal } = new AbortController()
  const context = { output, errors, variables: {}, signal, ...options }
  const code = await runDemo({ keep: false, help: false }, context)
  return { code, output: output.text(), errors: errors.text() }
}

test('every row is as expected, and no token is printed', wholeRun, async () => {
  const { code, output, errors } = await run()
  expect(complaints(output)).toBe('')
  expect(output.trimEnd().split('\n').at(-1)).toBe(`${rows.length} rows as expected, 0 not`)
  expect(code).toBe(0)
  expect(output + errors).not.toMatch(token)
  expect(errors).not.toContain('oidc-provider')
})

test('an API that lets everybody in is found out', wholeRun, async () => {
  const { code, output, errors } = await run({ apiEntry: permissive })
  expect(code).toBe(1)
  expect(output).toContain('Not as expected:')
  expect(output).toContain('the status is 200, expected 401')
  const [, right, wrong] = /(\d+) rows as expected, (\d+) not\n$/.exec(output) ?? []
  expect(Number(right) + Number(wrong)).toBe(rows.length)
  expect(Number(wrong)).toBeGreaterThan(rows.length / 2)
  expect(errors).toContain('What the API (express) said last:')
  expect(output + errors).not.toMatch(token)
})

test('a program that does not start ends the demo with the reason', async () => {
  const { code, output, errors } = await run({ apiEntry: '/nowhere/main.js' })
  expect([code, output]).toEqual([1, ''])
  expect(errors).toContain('the API (express) is not built')
})

test('a command line that makes no sense ends with the usage and exit code 2', async () => {
  const { code, errors } = await ended(spawn(process.execPath, [main, '--kep']))
  expect(code).toBe(2)
  expect(errors).toMatch(/--kep[\s\S]*Usage: pnpm demo/)
})

test('a signal in the midst of it ends it at once', async () => {
  const child = spawn(process.execPath, [main])
  child.stderr.once('data', () => child.kill('SIGINT'))
  const { code, output } = await ended(child)
  expect([code, output]).toEqual([130, ''])
})

test(
  'with --keep it stays, offers curl lines that work, and ends when told to',
  wholeRun,
  async () => {
    const child = spawn(process.execPath, [main, '--keep'])
    const kept = ended(child)
    const text = await until(child, /The next token/)
    const variable = (name: string) => new RegExp(`^${name}=(.+)$`, 'm').exec(text)?.[1] ?? ''
    const headers = { authorization: `Bearer ${variable('TOKEN')}` }
    const response = await fetch(`${variable('API')}/me`, { headers })
    expect(response.status).toBe(200)
    child.kill('SIGTERM')
    expect((await kept).code).toBe(0)
    await expect(fetch(`${variable('API')}/health`)).rejects.toThrow()
    await expect(fetch(`${variable('AUTHORITY')}/jwks`)).rejects.toThrow()
  },
)

/** What the demo has to say about rows that are not as expected: a test that fails shows it. */
function complaints(output: string): string {
  const start = output.indexOf('Not as expected:')
  return start === -1 ? '' : output.slice(start)
}

/** What a process wrote and how it ended. */
async function ended(child: ChildProcess) {
  let [output, errors] = ['', '']
  child.stdout?.on('data', (text) => {
    output += text
  })
  child.stderr?.on('data', (text) => {
    errors += text
  })
  const [code] = await once(child, 'close')
  return { code, output, errors }
}

async function until(child: ChildProcess, pattern: RegExp): Promise<string> {
  let text = ''
  for await (const chunk of child.stdout ?? []) {
    text += chunk
    if (pattern.test(text)) return text
  }
  throw new Error(`it ended before it said ${pattern}:\n${text}`)
}
