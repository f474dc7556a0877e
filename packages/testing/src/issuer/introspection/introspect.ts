import type { Forge, TokenOverrides } from '../../forge/forge.js'
import type { AnswerForm, EndpointRequest } from '../endpoints.js'
import type { Doorkeeper } from './authenticate.js'
import type { KnownTokens } from './known-tokens.js'
import { readQuestion } from './question.js'

export interface IntrospectionParts {
  readonly doorkeeper: Doorkeeper
  readonly tokens: KnownTokens
  readonly forge: Forge
}

const signedType = 'application/token-introspection+jwt'

/** The introspection endpoint (RFC 7662 section 2), with signed answers for who wants them (RFC 9701). */
export async function introspect(
  request: EndpointRequest,
  form: AnswerForm | undefined,
  { doorkeeper, tokens, forge }: IntrospectionParts,
): Promise<Response> {
  if (request.method !== 'POST') return new Response(null, { status: 405 })
  const question = readQuestion(request)
  if (!(await doorkeeper.admits(question))) {
    return Response.json({ error: 'invalid_client' }, { status: 401 })
  }
  const token = question.form.get('token')
  if (token === null) return Response.json({ error: 'invalid_request' }, { status: 400 })
  const answer = await tokens.describe(token)
  const overrides = signatureOverrides(question.accept, form)
  if (overrides === undefined) return Response.json(answer)
  const signed = await forge.introspectionJwt(question.clientId, answer, overrides)
  return new Response(signed, { headers: { 'content-type': signedType } })
}

/** Signed when that is asked for, in exactly these words, unless a fault has it otherwise. */
function signatureOverrides(
  accept: string | undefined,
  form: AnswerForm | undefined,
): TokenOverrides | undefined {
  if (form !== undefined) return form.kind === 'signed' ? form.overrides : undefined
  return accept === signedType ? {} : undefined
}
