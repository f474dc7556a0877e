import { Breakdown } from '../errors/index.js'
import type { Issuer } from '../issuer/index.js'
import { RefusedAnswer } from '../lib/bounded-fetch.js'
import { JsonFault, parseJsonObject } from '../lib/json.js'
import { printable } from '../lib/printable.js'

interface Asked {
  readonly issuer: Issuer
  readonly clientId: string
}

/** Whether it was the network: `fetch` rejects, and neither late nor with something to say. */
export function mayBeTriedAgain(error: unknown): boolean {
  return !isLate(error) && !(error instanceof RefusedAnswer)
}

/** Why no answer was had. */
export function failedCall(error: unknown, asked: Asked): Breakdown {
  const options = { cause: error }
  if (isLate(error)) {
    return new Breakdown('introspection_slow', `${who(asked)} did not answer in time`, options)
  }
  if (error instanceof RefusedAnswer) {
    const code =
      error.reason === 'redirect' ? 'introspection_failed' : 'introspection_answer_invalid'
    return new Breakdown(
      code,
      `${who(asked)} gave no answer that is taken: ${error.message}`,
      options,
    )
  }
  const message = `${who(asked)} could not be reached`
  return new Breakdown('introspection_unreachable', message, options)
}

function isLate(error: unknown): boolean {
  return error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError')
}

/** What the question itself can cause: something in front of the endpoint limits its length or form. */
const questionStatuses = [400, 413, 414, 422, 431]

/** Lets an answer through, and names what an error status says (RFC 7662 §2.3). */
export async function checkStatus(response: Response, asked: Asked): Promise<Response> {
  const { status } = response
  if (status === 200) return response
  const answered = `${who(asked)} answered ${status}`
  if (status === 401 || status === 403 || (await isClientRefused(response))) {
    const message = `${answered}: it does not accept the credentials of ${printable(asked.clientId)}`
    throw new Breakdown('introspection_credentials_refused', message)
  }
  if (questionStatuses.includes(status)) {
    const message = `${answered}: it does not take this question, but may take others`
    throw new Breakdown('introspection_request_refused', message)
  }
  throw new Breakdown('introspection_failed', answered)
}

/** Some say with 400 who is not welcome (RFC 6749 §5.2, RFC 8705 §2). */
async function isClientRefused(response: Response): Promise<boolean> {
  if (response.status !== 400) return false
  const body = parseJsonObject(await response.text())
  if (body instanceof JsonFault) return false
  return body.error === 'invalid_client' || body.error === 'unauthorized_client'
}

function who({ issuer }: Asked): string {
  return `The introspection endpoint of ${printable(issuer.identifier)}`
}
