import { createHash, randomBytes } from 'node:crypto'
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose'
import { expect } from 'vitest'

type Parameters = Record<string, string>
type Answer = Record<string, unknown>

export interface Credentials {
  id: string
  secret: string
}

export const service: Credentials = { id: 'service', secret: 'service-secret' }
export const api1: Credentials = { id: 'api1', secret: 'api1_secret' }

/** Any port of the registered loopback redirect will do. */
export const redirectUri = 'http://127.0.0.1:53682/callback'

/** Posts a form, with client_secret_basic when there are credentials. */
export function post(
  url: string,
  form: Parameters,
  credentials?: Credentials,
  headers: Parameters = {},
): Promise<Response> {
  const basic = credentials && btoa(`${credentials.id}:${credentials.secret}`)
  return fetch(url, {
    method: 'POST',
    body: new URLSearchParams(form),
    headers: basic ? { ...headers, authorization: `Basic ${basic}` } : headers,
  })
}

/** The `access_token` of a client credentials grant. */
export async function serviceToken(issuer: string, resource: string, scope: string) {
  const form = { grant_type: 'client_credentials', resource, scope }
  const response = await post(`${issuer}/token`, form, service)
  expect(response.status).toBe(200)
  return text(await answer(response), 'access_token')
}

export async function introspect(issuer: string, token: string, as = api1): Promise<Answer> {
  return answer(await post(`${issuer}/token/introspection`, { token }, as))
}

/** Verifies a token with the published keys only. */
export async function verify(issuer: string, token: string) {
  const response = await fetch(`${issuer}/jwks`)
  return jwtVerify(token, createLocalJWKSet((await response.json()) as JSONWebKeySet))
}

/** A browser as far as an authorization server can tell: it keeps cookies and follows redirects. */
export class Browser {
  readonly #cookies = new Map<string, string>()

  /** Walks from the authorization request to the redirect back to the application; its query. */
  async authorize(issuer: string, parameters: Parameters): Promise<URLSearchParams> {
    let location = `${issuer}/auth?${new URLSearchParams(parameters)}`
    for (let hops = 0; hops < 10 && !location.startsWith(redirectUri); hops += 1) {
      location = await this.#follow(location)
    }
    expect(location.startsWith(redirectUri)).toBe(true)
    return new URL(location).searchParams
  }

  async #follow(url: string): Promise<string> {
    const response = await this.#send(url)
    const next = response.headers.get('location')
    if (next !== null) return new URL(next, url).href
    return this.#submit(await response.text())
  }

  /** The one page there is: a form with hidden fields that a browser would submit by script. */
  async #submit(page: string): Promise<string> {
    const action = attribute(page, /<form[^>]*action="([^"]+)"/)
    const fields = [...page.matchAll(/<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"/g)]
    const body = new URLSearchParams()
    for (const [, name = '', value = ''] of fields) body.append(name, value)
    const response = await this.#send(action, { method: 'POST', body })
    return new URL(response.headers.get('location') ?? '', action).href
  }

  async #send(url: string, init: RequestInit = {}): Promise<Response> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(url, { ...init, redirect: 'manual', headers: { cookie } })
    for (const line of response.headers.getSetCookie()) this.#keep(line)
    return response
  }

  #keep(line: string): void {
    const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=')
    if (value === '') this.#cookies.delete(name)
    else this.#cookies.set(name, value)
  }
}

/** The whole authorization code flow with PKCE (RFC 7636); the token endpoint's answer. */
export async function logIn(
  issuer: string,
  parameters: Parameters,
  browser = new Browser(),
): Promise<Answer> {
  const verifier = randomBytes(32).toString('base64url')
  const query = await browser.authorize(issuer, {
    client_id: 'demo-app',
    response_type: 'code',
    redirect_uri: redirectUri,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...parameters,
  })
  const response = await post(`${issuer}/token`, {
    grant_type: 'authorization_code',
    client_id: 'demo-app',
    redirect_uri: redirectUri,
    code: query.get('code') ?? '',
    code_verifier: verifier,
  })
  expect(response.status).toBe(200)
  return answer(response)
}

export async function answer(response: Response): Promise<Answer> {
  return (await response.json()) as Answer
}

/** A member that must be a string. */
export function text(object: Answer, member: string): string {
  const value = object[member]
  if (typeof value !== 'string') throw new Error(`${member} is not a string`)
  return value
}

function attribute(page: string, pattern: RegExp): string {
  const [, value] = pattern.exec(page) ?? []
  if (value === undefined) throw new Error('the page has no form')
  return value
}
