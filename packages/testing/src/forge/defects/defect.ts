import type { ForgeContext, TokenDraft } from '../draft.js'

/** One fault put into an otherwise good token. */
export interface Defect {
  /** Before it is signed: the signature covers the fault. */
  readonly draft?: (draft: TokenDraft, context: ForgeContext) => TokenDraft | Promise<TokenDraft>
  /** After it is signed. */
  readonly token?: (token: string, draft: TokenDraft) => string | Promise<string>
}

export type DefectTable = Readonly<Record<string, Defect>>

export interface CompactParts {
  readonly header: string
  readonly payload: string
  readonly signature: string
}

export function split(token: string): CompactParts {
  const [header = '', payload = '', signature = ''] = token.split('.')
  return { header, payload, signature }
}

export function join({ header, payload, signature }: CompactParts): string {
  return `${header}.${payload}.${signature}`
}
