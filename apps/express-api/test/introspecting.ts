import { startApi, startIssuer } from './running.js'

/** What an API needs to be told to take reference tokens of a test issuer. */
export const introspection = {
  INTROSPECTION_CLIENT_ID: 'api1',
  INTROSPECTION_CLIENT_SECRET: 'api1_secret',
}

/** An API that takes reference tokens, whose clock is that of its issuer. */
export async function startIntrospecting() {
  const issuer = await startIssuer()
  const { clock } = issuer
  return { issuer, api: await startApi(issuer, introspection, { clock }) }
}
