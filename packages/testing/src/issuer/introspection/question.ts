import { decodeJwt, decodeProtectedHeader } from 'jose'
import type { EndpointRequest } from '../endpoints.js'

export type AuthenticationMethod =
  | 'client_secret_basic'
  | 'client_secret_post'
  | 'private_key_jwt'
  | 'none'

/** One request to the introspection endpoint, taken apart. */
export interface Question {
  readonly url: URL
  readonly form: URLSearchParams
  readonly accept: string | undefined
  readonly method: AuthenticationMethod
  readonly clientId: string
  readonly secret: string | undefined
  readonly assertion: string | undefined
}

/** A question as it is logged: without the token and the secret. */
export interface LoggedIntrospection {
  readonly url: string
  /** What the caller used; `none` is `tls_client_auth` as far as HTTP can see. */
  readonly method: AuthenticationMethod
  readonly clientId: string
  readonly accept: string | undefined
  readonly tokenTypeHint: string | undefined
  /** Names of the form parameters, in order. */
  readonly parameters: readonly string[]
  /** What the assertion of `private_key_jwt` says. */
  readonly assertion: Readonly<Record<'header' | 'claims', Record<string, unknown>>> | undefined
}

export function readQuestion({ url, headers, body }: EndpointRequest): Question {
  const form = new URLSearchParams(body)
  const basic = basicCredentials(headers)
  const assertion = form.get('client_assertion') ?? undefined
  const secret = basic?.[1] ?? form.get('client_secret') ?? undefined
  return {
    url,
    form,
    accept: headers.get('accept') ?? undefined,
    method: basic ? 'client_secret_basic' : methodInForm(assertion, secret),
    clientId: basic?.[0] ?? form.get('client_id') ?? '',
    secret,
    assertion,
  }
}

function methodInForm(
  assertion: string | undefined,
  secret: string | undefined,
): AuthenticationMethod {
  if (assertion !== undefined) return 'private_key_jwt'
  return secret === undefined ? 'none' : 'client_secret_post'
}

export function logOf(question: Question): LoggedIntrospection {
  const { url, method, clientId, accept, form, assertion } = question
  return {
    url: url.origin + url.pathname,
    method,
    clientId,
    accept,
    tokenTypeHint: form.get('token_type_hint') ?? undefined,
    parameters: [...form.keys()],
    assertion: assertion === undefined ? undefined : decodeAssertion(assertion),
  }
}

function decodeAssertion(assertion: string): LoggedIntrospection['assertion'] {
  try {
    return { header: { ...decodeProtectedHeader(assertion) }, claims: decodeJwt(assertion) }
  } catch {
    return { header: {}, claims: {} }
  }
}

function basicCredentials(headers: Headers): [id: string, secret: string] | undefined {
  const encoded = /^basic +(.+)$/i.exec(headers.get('authorization') ?? '')?.[1]
  if (encoded === undefined) return undefined
  const text = Buffer.from(encoded, 'base64').toString()
  const colon = text.indexOf(':')
  return [formDecode(text.slice(0, colon)), formDecode(text.slice(colon + 1))]
}

/** RFC 6749 section 2.3.1: both halves are form-encoded before base64. */
function formDecode(text: string): string {
  return new URLSearchParams(`value=${text}`).get('value') ?? ''
}
