import type { Output } from '../src/style.js'

/** An output that keeps what is written. */
export function recorder(terminal: Pick<Output, 'isTTY' | 'columns'> = {}) {
  const written: string[] = []
  return {
    ...terminal,
    write: (text: string) => written.push(text),
    text: () => written.join(''),
  }
}
