import { createResourceServer, metadata, signedMetadata } from '@portcullis/express'
import express from 'express'

const { privateKey } = await crypto.subtle.generateKey(
  { name: 'ECDSA', namedCurve: 'P-256' },
  false,
  ['sign', 'verify'],
)

// #region signed
const guard = createResourceServer({
  issuer: 'https://identity.example.com',
  audience: 'https://api.example.com',
  publicUrl: 'https://api.example.com',
  metadata: {
    signer: signedMetadata({
      issuer: 'https://trust.example.com',
      key: privateKey,
      algorithm: 'ES256',
      keyId: '2026-11',
    }),
  },
})
// #endregion

export const app = express().use(metadata(guard))
