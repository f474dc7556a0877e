import { type Arguments, parseArguments, UsageError, usage } from './arguments.js'
import { runDemo } from './demo.js'

/** As a shell has it: 128 and the number of the signal. */
const exitCodes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const

process.exitCode = await main(process.argv.slice(2))

async function main(words: readonly string[]): Promise<number> {
  try {
    const parsed = parseArguments(words)
    return parsed.help ? printUsage() : await runUntilSignal(parsed)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    process.stderr.write(`${error.message}\n\n${usage}`)
    return 2
  }
}

function printUsage(): number {
  process.stdout.write(usage)
  return 0
}

/** A signal ends the demo; with `--keep` that is the way it is meant to end, after the table. */
async function runUntilSignal(parsed: Arguments): Promise<number> {
  const ending = new AbortController()
  for (const name of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) {
    // Also the second time: whoever is impatient must not cut the stopping of the servers short.
    process.on(name, () => ending.abort(exitCodes[name]))
  }
  const { stdout: output, stderr: errors, env: variables } = process
  const { signal } = ending
  const code = await runDemo(parsed, { output, errors, variables, signal })
  return code ?? Number(signal.reason)
}
