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

/** A folder with an nginx in it that may or may not be started. */
function withProgram(name: string, mode: number) {
  mkdirSync(join(folder.path, name))
  const program = join(folder.path, name, 'nginx')
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
