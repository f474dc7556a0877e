import type { Output } from './style.js'

/** Says what is being done. */
export interface Progress {
  /** A step worth a line of its own where lines are kept. */
  step(text: string): void
  /** A detail of the step; only where it takes no room. */
  detail(text: string): void
  /** Takes the line away, before anything else is written. */
  clear(): void
}

/** One line, rewritten, on a terminal; plain lines elsewhere. */
export function createProgress(output: Output): Progress {
  if (output.isTTY !== true) {
    return { step: (text) => output.write(`${text}\n`), detail: () => {}, clear: () => {} }
  }
  const rewrite = (text: string) => {
    output.write(`\r\x1b[2K${text.slice(0, (output.columns ?? 80) - 1)}`)
  }
  return { step: rewrite, detail: rewrite, clear: () => rewrite('') }
}
