import { expect, test } from 'vitest'
import { createProgress } from '../src/progress.js'
import { recorder } from './recorder.js'

test('on a terminal one line is rewritten and at last taken away', () => {
  const output = recorder({ isTTY: true, columns: 12 })
  const progress = createProgress(output)
  progress.step('Starting')
  progress.detail('a detail that is far too long')
  progress.clear()
  expect(output.text()).toBe('\r\x1b[2KStarting\r\x1b[2Ka detail th\r\x1b[2K')
})

test('on a pipe steps are plain lines and details stay away', () => {
  const output = recorder()
  const progress = createProgress(output)
  progress.step('Starting')
  progress.detail('a detail')
  progress.clear()
  expect(output.text()).toBe('Starting\n')
})
