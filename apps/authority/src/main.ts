import { demandRuntime, EnvironmentError, readEnvironment } from './environment.js'
import { readLocalSettings } from './local-settings.js'

try {
  demandRuntime()
  const settings = readEnvironment(process.env)
  const local = readLocalSettings(process.env)
  // Only a good environment is worth loading all the rest for.
  const { startAuthority } = await import('./listen.js')
  const authority = await startAuthority({ ...settings, local })
  const stop = () => authority.close()
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
  process.stdout.write(`listening on ${authority.url}\n`)
} catch (error) {
  if (!(error instanceof EnvironmentError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}
