import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { startProcess } from '@portcullis-tooling/services'

const referenceApi = fileURLToPath(new URL('../../express-api/dist/main.js', import.meta.url))

/**
 * The built reference API, with nothing in its environment but this. A promise that it forgets ends it.
 *
 * @param program - another one that says where it listens
 */
export async function startApi(env: Readonly<Record<string, string>>, program = referenceApi) {
  if (!existsSync(program))
    throw new Error(`${program} is missing: run pnpm build before this test`)
  const api = await startProcess({
    program: process.execPath,
    args: ['--unhandled-rejections=strict', '--expose-gc', program],
    env: { AUDIENCE: 'api1', ...env },
    isReady: (output) => /^listening on \S+\n/m.test(output),
  })
  const [, port] = /^listening on http:\/\/127\.0\.0\.1:(\d+)$/m.exec(api.output()) ?? []
  return { ...api, port: Number(port), log: () => logOf(api.output()) }
}

export type Api = Awaited<ReturnType<typeof startApi>>

/** What it logged: one JSON object in a line each. */
function logOf(output: string): readonly Readonly<Record<string, unknown>>[] {
  return output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line))
}
