import { afterAll, beforeAll } from 'vitest'
import { type RunningAuthority, startAuthority } from '../src/index.js'

/** An authority for the tests of one file; read the address inside a test. */
export function runAuthority(): { readonly issuer: string } {
  let running: RunningAuthority | undefined
  beforeAll(async () => {
    running = await startAuthority({ host: '127.0.0.1', port: 0 })
  })
  afterAll(() => running?.close())
  return {
    get issuer() {
      if (running === undefined) throw new Error('the authority is not running yet')
      return running.issuer
    },
  }
}
