import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { capture, top } from '@portcullis-tooling/scripts/process'

/** What git keeps or would keep: tracked files and new ones that nothing ignores. */
export async function trackedFiles() {
  const command = ['git', 'ls-files', '-z', '--cached', '--others', '--exclude-standard']
  const { code, stdout, output } = await capture(command)
  if (code !== 0) throw new Error(output)
  return stdout.split('\0').filter((file) => file !== '' && existsSync(join(top, file)))
}
