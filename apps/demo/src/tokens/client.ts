import * as client from 'openid-client'
import { Browser } from './browser.js'

/** The tokens of one answer of the token endpoint. */
export interface TokenSet {
  readonly access: string
  readonly id?: string
}

export interface Wish {
  readonly resource: string
  /** Scopes, separated by spaces; empty for none. */
  readonly scope: string
}

/** Any port of the registered loopback redirect will do; nobody has to listen there. */
const redirectUri = 'http://127.0.0.1:53682/callback'

/** A client of one authority, as applications have one. */
export class TokenClient {
  readonly #issuer: URL
  readonly #configurations = new Map<string, Promise<client.Configuration>>()

  constructor(issuer: string) {
    this.#issuer = new URL(issuer)
  }

  /** Client credentials (RFC 6749 section 4.4); with `dpop` bound to a fresh key (RFC 9449). */
  async fetchServiceToken({ resource, scope }: Wish, dpop: boolean): Promise<TokenSet> {
    const configuration = await this.#service()
    const parameters = scope === '' ? { resource } : { resource, scope }
    const options = dpop
      ? { DPoP: client.getDPoPHandle(configuration, await client.randomDPoPKeyPair('ES256')) }
      : {}
    const answer = await client.clientCredentialsGrant(configuration, parameters, options)
    return { access: answer.access_token }
  }

  /** Authorization code with PKCE (RFC 7636), by a browser that nobody has to click in. */
  async logIn(user: string, { resource, scope }: Wish): Promise<TokenSet> {
    const configuration = await this.#application()
    const verifier = client.randomPKCECodeVerifier()
    const start = client.buildAuthorizationUrl(configuration, {
      redirect_uri: redirectUri,
      login_hint: user,
      scope: `openid ${scope}`.trim(),
      resource,
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    })
    const back = await new Browser().walk(start, redirectUri)
    const checks = { pkceCodeVerifier: verifier, idTokenExpected: true }
    const answer = await client.authorizationCodeGrant(configuration, back, checks)
    return { access: answer.access_token, ...(answer.id_token && { id: answer.id_token }) }
  }

  /** Where the authority publishes its keys. */
  async jwksUri(): Promise<string> {
    const { jwks_uri } = (await this.#service()).serverMetadata()
    if (jwks_uri === undefined) throw new Error('The authority does not say where its keys are')
    return jwks_uri
  }

  #service(): Promise<client.Configuration> {
    return this.#configuration('service', client.ClientSecretBasic('service-secret'))
  }

  #application(): Promise<client.Configuration> {
    return this.#configuration('demo-app', client.None())
  }

  #configuration(id: string, authentication: client.ClientAuth): Promise<client.Configuration> {
    const known = this.#configurations.get(id)
    if (known !== undefined) return known
    // The authority is on this machine, where plain http is no risk.
    const options = { execute: [client.allowInsecureRequests] }
    const found = client.discovery(this.#issuer, id, undefined, authentication, options)
    this.#configurations.set(id, found)
    return found
  }
}
