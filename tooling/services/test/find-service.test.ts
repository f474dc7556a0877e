import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findService } from '../find-service.mjs'
import { temporaryFolder } from '../temporary-folder.mjs'

let folder: Awaited<ReturnType<typeof temporaryFolder>>

beforeEach(async () => {
  folder = await temporaryFolder('find')
})

afterEach(() => folder.remove())

/** A folder with a program in it that may or may not be started. */
function withProgram(name: string, mode: number, service = 'nginx') {
  mkdirSync(join(folder.path, name), { recursive: true })
  const program = join(folder.path, name, service)
  writeFileSync(program, '')
  chmodSync(program, mode)
  return { folder: join(folder.path, name), program }
}

test('the first program on the path counts', () => {
  const first = withProgram('first', 0o755)
  const second = withProgram('second', 0o755)
  const path = [folder.path, first.folder, second.folder].join(delimiter)
  expect(findService('nginx', path)).toBe(first.program)
  expect(findService('haproxy', path)).toBeUndefined()
})

test('what cannot be started does not count, and neither does a relative path', () => {
  const text = withProgram('text', 0o644)
  expect(findService('nginx', text.folder)).toBeUndefined()
  expect(findService('nginx', ['', '.', 'bin'].join(delimiter))).toBeUndefined()
})

test('Valkey serves as Redis where there is no Redis, or where it is asked for', () => {
  const valkey = withProgram('both', 0o755, 'valkey-server')
  expect(findService('redis-server', valkey.folder, undefined)).toBe(valkey.program)
  const redis = withProgram('both', 0o755, 'redis-server')
  expect(findService('redis-server', redis.folder, undefined)).toBe(redis.program)
  expect(findService('redis-server', redis.folder, '')).toBe(redis.program)
  expect(findService('redis-server', redis.folder, 'valkey-server')).toBe(valkey.program)
  expect(findService('redis-server', '', valkey.program)).toBe(valkey.program)
  expect(findService('redis-server', redis.folder, 'keydb-server')).toBeUndefined()
  expect(findService('nginx', redis.folder, valkey.program)).toBeUndefined()
})
