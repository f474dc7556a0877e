import * as oauth from 'oauth4webapi'

const client: oauth.Client = { client_id: 'client-1' }
const keys = await oauth.generateKeyPair('ES256')
const handle = oauth.DPoP(client, keys) // one per key: it remembers the nonces of each server

/** Every call makes a new proof. A nonce that is asked for comes with the second try. */
export async function call(accessToken: string, url: URL): Promise<Response> {
  const ask = () =>
    oauth.protectedResourceRequest(accessToken, 'GET', url, new Headers(), null, { DPoP: handle })
  return ask().catch((error: unknown) => {
    if (oauth.isDPoPNonceError(error)) return ask()
    throw error
  })
}
