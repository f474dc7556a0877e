import type { DPoPOptions, ResourceServerOptions } from '@portcullis/core'
import { checkOptions } from './check-options.js'
import { refuse } from './environment-error.js'
import { readChoice, readText, type Variables } from './read.js'

const shortestSecret = 32

/** Reads `DPOP`, `DPOP_NONCE` and `DPOP_NONCE_SECRET`. */
export function dpopSettings(
  variables: Variables,
  base: ResourceServerOptions,
): { readonly dpop: DPoPOptions } {
  const mode = readChoice(variables, 'DPOP', ['allowed', 'off', 'required'])
  const nonces = readChoice(variables, 'DPOP_NONCE', ['off', 'required']) === 'required'
  if (!nonces) return { dpop: { mode } }
  if (mode === 'off') throw refuse('DPOP_NONCE', 'cannot be required while DPOP is off')
  const dpop: DPoPOptions = { mode, nonce: { secrets: [readSecret(variables)] } }
  checkOptions('DPOP_NONCE_SECRET', { ...base, dpop })
  return { dpop }
}

/** The same on every node; what stands in it is in no message. */
function readSecret(variables: Variables): string {
  const secret = readText(variables, 'DPOP_NONCE_SECRET')
  if (secret === undefined) {
    throw refuse('DPOP_NONCE_SECRET', 'is missing: DPOP_NONCE=required needs a shared secret')
  }
  if (secret.length >= shortestSecret) return secret
  throw refuse('DPOP_NONCE_SECRET', `must have at least ${shortestSecret} characters`)
}
