import { createHash } from 'node:crypto'
import { TLSSocket } from 'node:tls'
import { type Configuration, type KoaContextWithOIDC, Provider } from 'oidc-provider'

/** Access tokens that are bound to the certificate that their client came with (RFC 8705 section 3). */
export const mTLS = {
  enabled: true,
  certificateBoundAccessTokens: true,
  getCertificate: (context) => certificateOf(context),
} satisfies NonNullable<Configuration['features']>['mTLS']

/**
 * Binds the token of every client that comes with a certificate, beside the key of a DPoP proof where there
 * is one. oidc-provider would want it decided once for each client, and refuses a token that is bound to
 * both; APIs have to know what to do with one.
 */
export function bindToCertificates(provider: Provider): void {
  for (const { prototype } of [provider.ClientCredentials, provider.AccessToken]) {
    const { save } = prototype
    prototype.save = function (this: typeof prototype) {
      const certificate = certificateOf(Provider.ctx)
      if (certificate !== undefined) this['x5t#S256'] = thumbprint(certificate.raw)
      return save.call(this)
    }
  }
}

/** What the client showed in the TLS handshake; nobody has to vouch for it. */
function certificateOf(context: KoaContextWithOIDC | undefined) {
  const socket = context?.req.socket
  return socket instanceof TLSSocket ? socket.getPeerX509Certificate() : undefined
}

/** RFC 8705 section 3.1. */
function thumbprint(der: Uint8Array): string {
  return createHash('sha256').update(der).digest('base64url')
}
