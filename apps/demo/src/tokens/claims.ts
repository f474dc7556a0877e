export type Members = Record<string, unknown>

/** The claims of a JWT as they are: nothing is verified. */
export function claimsOf(token: string): Members {
  return decodeSegment(token.split('.')[1] ?? '')
}

/** The header of a JWT as it is. */
export function headerOf(token: string): Members {
  return decodeSegment(token.split('.')[0] ?? '')
}

function decodeSegment(segment: string): Members {
  return JSON.parse(Buffer.from(segment, 'base64url').toString()) as Members
}
