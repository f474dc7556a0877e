import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { curlLines } from '../src/keep.js'

const lines = curlLines({
  api: 'http://127.0.0.1:4000',
  authority: 'http://127.0.0.1:5000',
  token: 'header.payload.signature',
  secondsLeft: 599,
  scope: 'api1.read api1.write',
})

/** Only what is to be pasted: from a shell word on, not the sentences between. */
const script = lines
  .split('\n')
  .filter((line) => /^(?:[A-Z]+=|curl |\s)/.test(line))
  .join('\n')

/** Runs the lines with a curl that only says what it was told. */
function runInShell(curl: string): readonly string[] {
  const text = execFileSync('sh', ['-eu', '-c', `${curl}\n${script}\necho "$TOKEN"`])
  return text.toString().trimEnd().split('\n')
}

test('a shell takes the lines as they are', () => {
  const said = runInShell('curl() { printf "%s|" "$@"; echo; }')
  expect(said).toContain('-i|http://127.0.0.1:4000/me|')
  expect(said).toContain(
    '-i|-H|Authorization: Bearer header.payload.signature|http://127.0.0.1:4000/me|',
  )
  expect(said).toContain(
    '-i|-H|Authorization: Bearer xheader.payload.signature|http://127.0.0.1:4000/me|',
  )
})

test('the last of them gets the next token', () => {
  const said = runInShell(`curl() { echo '{"access_token":"next","expires_in":600}'; }`)
  expect(said.at(-1)).toBe('next')
})
