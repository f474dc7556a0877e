/** Text of somebody else, set off from our own. */
export function indent(text: string): string {
  return text.trimEnd().replace(/^/gm, '  | ')
}
