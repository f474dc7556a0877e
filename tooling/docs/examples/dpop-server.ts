import { createResourceServer, type ReplayStore } from '@portcullis/core'

declare const nonceSecrets: readonly string[]
declare const replayStore: ReplayStore

export const guard = createResourceServer({
  issuer: 'https://identity.example.com',
  audience: 'api1',
  publicUrl: 'https://api.example.com', // what `htu` is compared with
  dpop: {
    mode: 'required', // a token without a key is refused
    nonce: { secrets: nonceSecrets }, // 32 bytes or more each; the first issues, all verify
  },
  replayStore, // shared by all processes and nodes
})
