import * as client from 'openid-client'
import type { CertificateName } from '../certificates.js'
import { Browser } from './browser.js'
import { type ClientKey, createClientKey } from './client-key.js'
import type { ClientFetch } from './fetch.js'
import type { Binding } from './recipe.js'

/** The tokens of one answer of the token endpoint. */
export interface TokenSet {
  readonly access: string
  readonly id?: string
  /** What the access token is bound to. */
  readonly key?: ClientKey
}

export interface Wish {
  readonly resource: string
  /** Scopes, separated by spaces; empty for none. */
  readonly scope: string
  /** How to log in; as the authority likes best where it is absent. */
  readonly acr?: string | undefined
}

/** Makes the `fetch` of a client that shows this certificate. */
export type FetchAs = (certificate?: CertificateName) => ClientFetch

/** Any port of the registered loopback redirect will do; nobody has to listen there. */
const redirectUri = 'http://127.0.0.1:53682/callback'

/** A client of one authority, as applications have one. */
export class TokenClient {
  readonly #issuer: URL
  readonly #fetchAs: FetchAs
  readonly #configurations = new Map<string, Promise<client.Configuration>>()

  constructor(issuer: string, fetchAs: FetchAs) {
    this.#issuer = new URL(issuer)
    this.#fetchAs = fetchAs
  }

  /** Client credentials (RFC 6749 section 4.4), bound to a fresh key, to our certificate, or both. */
  async fetchServiceToken({ resource, scope }: Wish, bound: Binding): Promise<TokenSet> {
    const withCertificate = bound === 'certificate' || bound === 'both'
    const configuration = await this.#service(withCertificate ? 'own' : undefined)
    const parameters = scope === '' ? { resource } : { resource, scope }
    const key = bound === 'DPoP' || bound === 'both' ? await createClientKey() : undefined
    const options = key ? { DPoP: client.getDPoPHandle(configuration, key.pair) } : {}
    const answer = await client.clientCredentialsGrant(configuration, parameters, options)
    return { access: answer.access_token, ...(key && { key }) }
  }

  /** Authorization code with PKCE (RFC 7636), by a browser that nobody has to click in. */
  async logIn(user: string, { resource, scope, acr }: Wish): Promise<TokenSet> {
    const configuration = await this.#application()
    const verifier = client.randomPKCECodeVerifier()
    const start = client.buildAuthorizationUrl(configuration, {
      redirect_uri: redirectUri,
      login_hint: user,
      scope: `openid ${scope}`.trim(),
      resource,
      ...(acr && { acr_values: acr }),
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    })
    const back = await new Browser().walk(start, redirectUri)
    const checks = { pkceCodeVerifier: verifier, idTokenExpected: true }
    const answer = await client.authorizationCodeGrant(configuration, back, checks)
    return { access: answer.access_token, ...(answer.id_token && { id: answer.id_token }) }
  }

  /** Has the authority forget a token of the service (RFC 7009). */
  async revoke(token: string): Promise<void> {
    await client.tokenRevocation(await this.#service(), token)
  }

  /** Where the authority publishes its keys. */
  async jwksUri(): Promise<string> {
    const { jwks_uri } = (await this.#service()).serverMetadata()
    if (jwks_uri === undefined) throw new Error('The authority does not say where its keys are')
    return jwks_uri
  }

  #service(certificate?: CertificateName): Promise<client.Configuration> {
    const authentication = client.ClientSecretBasic('service-secret')
    return this.#configuration('service', authentication, certificate)
  }

  #application(): Promise<client.Configuration> {
    return this.#configuration('demo-app', client.None())
  }

  #configuration(
    id: string,
    authentication: client.ClientAuth,
    certificate?: CertificateName,
  ): Promise<client.Configuration> {
    const name = `${id} ${certificate ?? ''}`
    const known = this.#configurations.get(name)
    if (known !== undefined) return known
    const options = {
      [client.customFetch]: this.#fetchAs(certificate),
      // The authority is on this machine, where plain http is no risk.
      execute: [client.allowInsecureRequests],
    }
    const found = client.discovery(this.#issuer, id, undefined, authentication, options)
    this.#configurations.set(name, found)
    return found
  }
}
