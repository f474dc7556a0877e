import { ConfigurationError } from '../../src/index.js'

/** The configuration error that an action must throw. */
export function configurationError(action: () => unknown): ConfigurationError {
  try {
    action()
  } catch (error) {
    if (error instanceof ConfigurationError) return error
    throw error
  }
  throw new Error('Nothing was thrown')
}
