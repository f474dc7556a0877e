import type { DPoPOptions, MtlsOptions } from '@portcullis/core'
import { localApiScope } from '@portcullis/local-api'
import { dpopSettings, EnvironmentError, mtlsSettings } from '@portcullis-apps/shared'

/** What the environment says about the local API. */
export interface LocalSettings {
  /** The scope that opens it. */
  scope: string
  dpop?: DPoPOptions
  mtls?: MtlsOptions
}

export const defaultLocalSettings: LocalSettings = { scope: localApiScope }

type Variables = Readonly<Record<string, string | undefined>>

/** Any good options: the guard is asked whether those that are read fit among them. */
const base = { issuer: 'https://identity.example.com', audience: 'local' }

/**
 * Reads `LOCAL_SCOPE`, `DPOP`, `DPOP_NONCE`, `DPOP_NONCE_SECRET` and `MTLS`. An empty variable counts as unset.
 *
 * @throws EnvironmentError with a sentence that says what to write instead
 */
export function readLocalSettings(variables: Variables): LocalSettings {
  const { CLIENT_CERTIFICATE: source } = variables
  if (source && source !== 'tls') {
    throw new EnvironmentError(
      `CLIENT_CERTIFICATE must be tls here, got ${JSON.stringify(source)}: certificates come from the connection alone`,
    )
  }
  return {
    scope: readScope(variables.LOCAL_SCOPE || localApiScope),
    ...dpopSettings(variables, base),
    ...readMtls(variables),
  }
}

function readMtls(variables: Variables): Pick<LocalSettings, 'mtls'> {
  const { mtls } = mtlsSettings({ MTLS: variables.MTLS }, base)
  if (mtls.mode === 'off' || variables.TLS_CERT) return { mtls }
  throw new EnvironmentError(
    `MTLS cannot be ${mtls.mode} without TLS_CERT and TLS_KEY: certificates come from the TLS connection`,
  )
}

/** RFC 6749 section 3.3. */
function readScope(value: string): string {
  if (/^[\x21\x23-\x5b\x5d-\x7e]+$/.test(value)) return value
  throw new EnvironmentError(
    `LOCAL_SCOPE must be one scope such as ${localApiScope}, got ${JSON.stringify(value)}`,
  )
}
