/**
 * The same text in memory of its own. A part that was cut out of a text keeps all of it alive: whoever keeps
 * the header of a token would keep the token.
 */
export function ownText(part: string): string {
  return part.split('').join('')
}
