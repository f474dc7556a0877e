import {
  ConfigurationError,
  createResourceServer,
  type ResourceServerOptions,
} from '@portcullis/core'
import { refuse } from './environment-error.js'

/**
 * Asks the guard whether it would take these options. What may stand in them is its own affair: it is
 * asked after each variable, so that a refusal can name the one behind it.
 */
export function checkOptions(variable: string, options: ResourceServerOptions): void {
  try {
    createResourceServer(options)
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
    throw refuse(variable, `cannot be used: ${error.message}`, error)
  }
}
