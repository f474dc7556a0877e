import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { waitFor } from '../deadline.js'
import type { OidcProvider } from './provider.js'

const patienceSeconds = 5

/**
 * The key set as the provider publishes it, from its own handler and without a connection: what it has
 * behind that is private to it.
 */
export async function publishedKeys(provider: OidcProvider): Promise<object> {
  // A socket that never connects: a request must have one.
  const request = new IncomingMessage(new Socket())
  const { host, protocol } = new URL(provider.issuer)
  Object.assign(request, { method: 'GET', url: provider.pathFor('jwks', { mountPath: '' }) })
  request.headers = { host, accept: '*/*', 'x-forwarded-proto': protocol.replace(':', '') }
  const response = new KeptResponse(request)
  const handled = Promise.resolve(provider.callback()(request, response))
  await waitFor(handled, patienceSeconds)
  if (response.statusCode === 200) return JSON.parse(response.text)
  throw new Error(`The provider answers ${response.statusCode} when asked for its keys`)
}

/** A response that goes nowhere. */
class KeptResponse extends ServerResponse {
  text = ''

  override end(...[body]: unknown[]): this {
    this.text = typeof body === 'string' ? body : ''
    return this
  }
}
