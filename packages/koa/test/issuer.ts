import { startTestIssuer } from '@portcullis/testing'
import { afterAll, beforeAll } from 'vitest'
import {
  createResourceServer,
  type ResourceServer,
  type ResourceServerOptions,
} from '../src/index.js'

/** An issuer for the tests of one file, and guards that trust it; read them inside a test. */
export function useIssuer() {
  let running: Awaited<ReturnType<typeof startTestIssuer>> | undefined
  beforeAll(async () => {
    running = await startTestIssuer()
  })
  afterAll(() => running?.close())
  const issuer = () => {
    if (running === undefined) throw new Error('The issuer is not running yet')
    return running
  }
  const options = (more: Partial<ResourceServerOptions> = {}): ResourceServerOptions => ({
    audience: 'api1',
    ...more,
    issuer: issuer().issuer,
    issuers: undefined as never,
  })
  return {
    options,
    guard: (more?: Partial<ResourceServerOptions>): ResourceServer =>
      createResourceServer(options(more)),
    token: (claims: Readonly<Record<string, unknown>> = {}) => issuer().token({ claims }),
    get running() {
      return issuer()
    },
  }
}
