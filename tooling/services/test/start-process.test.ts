import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { connects } from '../connects.mjs'
import { freePort, onFreePort } from '../free-port.mjs'
import { startProcess } from '../start-process.mjs'

/** Node with a program of one line. */
function script(code: string) {
  return { program: process.execPath, args: ['-e', code] }
}

function isRunning(pid: number) {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

const forever = 'setInterval(() => {}, 1000); console.log("ready")'
const isReady = (output: string) => output.includes('ready')

test('a process is ended by its pid', async () => {
  const running = await startProcess({ ...script(forever), isReady })
  expect(isRunning(running.pid)).toBe(true)
  await running.stop()
  await running.stop()
  expect(isRunning(running.pid)).toBe(false)
})

test('one that does not mind SIGTERM is killed', async () => {
  const stubborn = `process.on("SIGTERM", () => {}); ${forever}`
  const running = await startProcess({
    ...script(stubborn),
    isReady,
    patienceMilliseconds: 200,
  })
  await running.stop()
  expect(isRunning(running.pid)).toBe(false)
})

test('it has the environment that it is given and nothing else', async () => {
  const show = 'console.log(JSON.stringify(process.env), "ready");'
  const { output, stop } = await startProcess({
    ...script(show + forever),
    env: { A: '1' },
    isReady,
  })
  await stop()
  expect(JSON.parse(output().split(' ready')[0] ?? '')).toEqual({ A: '1' })
})

test('one that ends too early, or is not there, is an error that says so', async () => {
  const broken = script('console.error("no port"); process.exit(3)')
  await expect(startProcess({ ...broken, isReady })).rejects.toThrow(/did not start: no port/)
  const absent = { program: '/nowhere/at-all', args: [] }
  await expect(startProcess({ ...absent, isReady })).rejects.toThrow('ENOENT')
})

test('a free port is free', async () => {
  const port = await freePort()
  expect(await connects(port)).toBe(false)
  const server = createServer().listen(port, '127.0.0.1')
  await once(server, 'listening')
  expect(await connects(port)).toBe(true)
  server.close()
})

test('a port that somebody else took meanwhile is given up for another one', async () => {
  const seen: number[] = []
  const start = async (port: number) => {
    seen.push(port)
    if (seen.length < 3) throw new Error('bind() failed (98: Address already in use)')
    return port
  }
  expect(await onFreePort(start)).toBe(seen[2])
  await expect(onFreePort(() => Promise.reject(new Error('address in use')))).rejects.toThrow()
  const other = () => Promise.reject(new Error('no such setting'))
  await expect(onFreePort(other)).rejects.toThrow('no such setting')
})
