import {
  createResourceServer,
  type ResourceServer,
  type ResourceServerOptions,
} from '../../src/index.js'

/** Compiled, never run: each `@ts-expect-error` is a line that must not compile. */
export function checkOptions(): ResourceServer {
  const issuer = 'https://identity.example.com'
  const audience = 'api1'

  createResourceServer({ issuer, audience })
  createResourceServer({ issuer, audience: ['api1', 'api2'] })
  createResourceServer({ issuer, audience: null })
  createResourceServer({ issuers: [issuer, { issuer, audience, algorithms: ['ES256'] }], audience })

  // @ts-expect-error the audience must be said
  createResourceServer({ issuer })
  // @ts-expect-error undefined does not say it
  createResourceServer({ issuer, audience: undefined })
  // @ts-expect-error an issuer must be trusted
  createResourceServer({ audience })
  // @ts-expect-error one issuer, or several, not both
  createResourceServer({ issuer, issuers: [issuer], audience })
  // @ts-expect-error a misspelled option
  createResourceServer({ issuer, audience, audiences: 'api2' })
  // @ts-expect-error no such algorithm here
  createResourceServer({ issuer, audience, algorithms: ['HS256'] })
  // @ts-expect-error nor this one
  createResourceServer({ issuer, audience, algorithms: ['none'] })
  // @ts-expect-error seconds are a number
  createResourceServer({ issuer, audience, clockToleranceSeconds: '5' })
  // @ts-expect-error an issuer entry without its name
  createResourceServer({ issuers: [{ audience }], audience })
  // @ts-expect-error no options at all
  createResourceServer()

  const unfinished: Omit<ResourceServerOptions, 'audience'> = { issuer }
  // @ts-expect-error the audience is still missing
  createResourceServer(unfinished)
  return createResourceServer({ issuer, audience })
}
