import { createCertificate } from '@portcullis/testing'
import type { RequestPeer } from '../../src/index.js'

export const certificate = await createCertificate({ name: 'client' })
export const otherCertificate = await createCertificate({ name: 'other' })

/** Who connected with this certificate. */
export function peerWith({ der }: { readonly der: Uint8Array }): RequestPeer {
  return { certificate: () => der }
}
