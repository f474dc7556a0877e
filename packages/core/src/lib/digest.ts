/** SHA-256 of ASCII text, as base64url; at once where the platform can. */
export { sha256 } from '#platform'
