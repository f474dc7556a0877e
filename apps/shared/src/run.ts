import { EnvironmentError, readEnvironment } from './environment.js'
import { type CreateApp, serve } from './serve.js'

/**
 * The life of a reference integration: reads the environment, listens, says so in one line on stdout,
 * ends gracefully on SIGTERM. A bad environment ends it at once with a sentence on stderr.
 */
export async function run(createApp: CreateApp): Promise<void> {
  try {
    const settings = readEnvironment(process.env)
    for (const warning of settings.warnings) process.stderr.write(`warning: ${warning}\n`)
    const running = await serve(settings, createApp)
    const stop = () => running.close().then(() => process.exit(0))
    process.once('SIGTERM', stop)
    process.once('SIGINT', stop)
    process.stdout.write(`listening on ${running.url}\n`)
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exitCode = 1
  }
}
