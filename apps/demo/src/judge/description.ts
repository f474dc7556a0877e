import { type DenialCode, denialCodes } from '@portcullis/core'

/** The text on the wire is the same in every binding: core has it. */
export function descriptionOf(code: DenialCode): string | undefined {
  const facts: { readonly source: string; readonly description?: string } = denialCodes[code]
  return facts.description
}
