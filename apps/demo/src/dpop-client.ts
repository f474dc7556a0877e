import * as client from 'openid-client'
import type { Answer, ClientTls } from './exchange.js'
import type { Place } from './rows/row.js'
import { fetchWith } from './tokens/fetch.js'
import type { Held } from './tokens/wallet.js'

export interface ClientRequest {
  readonly method: string
  readonly target: string
  readonly headers: Readonly<Record<string, string>>
}

/**
 * Presents a token as applications do, by openid-client: with a proof where it is bound to a key, and
 * once more when it is told a nonce. Every answer that came, in order.
 */
export async function present(
  { token, key }: Held,
  { method, target, headers }: ClientRequest,
  place: Place,
  tls: ClientTls,
): Promise<readonly Answer[]> {
  const answers: Answer[] = []
  const configuration = new client.Configuration({ issuer: place.issuer }, 'service')
  configuration[client.customFetch] = fetchWith(tls, (answer) => answers.push(answer))
  // The API is on this machine, where plain http is no risk.
  client.allowInsecureRequests(configuration)
  const options = key ? { DPoP: client.getDPoPHandle(configuration, key.pair) } : {}
  const url = new URL(target, place.url)
  const fields = new Headers({ ...headers })
  try {
    await client.fetchProtectedResource(
      configuration,
      token,
      url,
      method,
      undefined,
      fields,
      options,
    )
  } catch (error) {
    // A refusal is an error to the client; to us it is the answer.
    if (answers.length === 0) throw error
  }
  return answers
}
