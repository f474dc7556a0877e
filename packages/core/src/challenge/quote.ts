/**
 * Text as a quoted-string (RFC 9110 §5.6.4), fit for every parameter that we send: what RFC 6750 §3
 * does not allow in `error_description` or `scope` (quotes, backslashes, controls, non-ASCII) is
 * replaced by a space, so that no value can end its string or its line.
 */
export function quotedString(text: string): string {
  return `"${text.replace(/[^\x20-\x21\x23-\x5b\x5d-\x7e]+/g, ' ')}"`
}
