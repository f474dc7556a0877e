/** Digests as base64url; at once where the platform can. */
export { hmacSha256, sha256, sha256Bytes } from '#platform'
