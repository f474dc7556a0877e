/** The decoded header and payload of a compact JWS whose parts are JSON objects. */
export function decode(token: string): {
  header: Record<string, unknown>
  payload: Record<string, unknown>
} {
  const { headerText, payloadText } = texts(token)
  return { header: JSON.parse(headerText), payload: JSON.parse(payloadText) }
}

export function texts(token: string): { headerText: string; payloadText: string } {
  const [header = '', payload = ''] = token.split('.')
  return { headerText: text(header), payloadText: text(payload) }
}

function text(segment: string): string {
  return Buffer.from(segment, 'base64url').toString()
}
