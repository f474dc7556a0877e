/** The part of a test runner that a contract needs: that of Vitest, Jest or `node:test`. */
export interface TestRunner {
  readonly describe: (name: string, body: () => void) => unknown
  readonly test: (name: string, body: () => Promise<void>) => unknown
}
