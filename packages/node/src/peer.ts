import type { RequestPeer } from '@portcullis/core'

/** What is asked of a socket; the one behind an HTTP/2 request is a proxy that answers the same. */
interface PeerSocket {
  readonly remoteAddress?: string | undefined
  readonly encrypted?: unknown
  readonly getPeerX509Certificate?: () => { readonly raw: Uint8Array } | undefined
}

/** Whether the connection that this process accepted is TLS. */
export function isEncrypted(socket: PeerSocket): boolean {
  return socket.encrypted === true
}

/** The other end of a connection; its certificate is read only when somebody asks. */
export function peerOf(socket: PeerSocket): RequestPeer {
  const { remoteAddress } = socket
  const certificate = () => socket.getPeerX509Certificate?.()?.raw
  return remoteAddress === undefined ? { certificate } : { address: remoteAddress, certificate }
}
