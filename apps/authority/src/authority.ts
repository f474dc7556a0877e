import { Provider } from 'oidc-provider'
import { bindToCertificates } from './certificates.js'
import { configuration } from './configuration.js'
import { answerInteractions } from './interaction.js'
import type { SigningKeys } from './keys.js'
import { mountLocalApi } from './local-api.js'
import { defaultLocalSettings, type LocalSettings } from './local-settings.js'

/** What an authority is made of. */
export interface AuthorityOptions {
  /** Issuer identifier: an origin, `https` unless it is a loopback address. */
  issuer: string
  /** Private signing keys, as `generateKeys()` makes them. */
  keys: SigningKeys
  /** Whether clients may come with certificates: only over TLS. Default false. */
  certificates?: boolean
  /** How its local API is guarded. Default: scope `local-api`, DPoP allowed. */
  local?: LocalSettings
}

/** Makes the authorization server. It listens to nothing by itself: mount its `callback()`. */
export function createAuthority(options: AuthorityOptions): Provider {
  const { issuer, keys, certificates, local = defaultLocalSettings } = options
  const provider = new Provider(issuer, configuration(keys, certificates))
  speakOnlyAs(provider, new URL(issuer))
  answerInteractions(provider)
  mountLocalApi(provider, local)
  if (certificates === true) bindToCertificates(provider)
  provider.on('server_error', (_context, error) => console.error(error))
  return provider
}

/** Endpoint addresses come from the issuer, never from the host that a request or a proxy claims. */
function speakOnlyAs(provider: Provider, issuer: URL): void {
  provider.proxy = true
  provider.use((context, next) => {
    context.headers['x-forwarded-host'] = issuer.host
    context.headers['x-forwarded-proto'] = issuer.protocol.replace(':', '')
    return next()
  })
}
