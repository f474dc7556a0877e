import type { TestIssuer, TokenOverrides } from '@portcullis/testing'
import {
  type AccessToken,
  createResourceServer,
  type Outcome,
  type Refused,
  type ResourceServer,
  type ResourceServerOptions,
} from '../../src/index.js'
import { withBearer } from './request.js'

type Extra = Partial<Omit<ResourceServerOptions, 'issuer' | 'issuers'>>

/** A guard of `api1` that trusts one test issuer and lives by its clock. */
export function guardFor(issuer: TestIssuer, extra: Extra = {}): ResourceServer {
  const { fetch, clock } = issuer
  return createResourceServer({ issuer: issuer.issuer, audience: 'api1', fetch, clock, ...extra })
}

/** What came of a request, in one word: `granted`, or the code of the refusal. */
export function codeOf(outcome: Outcome): string {
  return outcome.ok ? 'granted' : outcome.reason.code
}

/** Presents a token and says what came of it, in one word. */
export async function present(guard: ResourceServer, token: string): Promise<string> {
  return codeOf(await guard.protect(withBearer(token)))
}

/** Forges a token, presents it to a guard of its issuer, and says in one word what came of it. */
export async function tryToken(
  issuer: TestIssuer,
  overrides: TokenOverrides,
  extra: Extra = {},
): Promise<string> {
  return present(guardFor(issuer, extra), await issuer.token(overrides))
}

/** The refusal that an outcome must be. */
export function refused(outcome: Outcome): Refused {
  if (outcome.ok) throw new Error('The request was let through')
  return outcome
}

/** The access token that an outcome must have granted. */
export function granted(outcome: Outcome): AccessToken {
  if (!outcome.ok) throw new Error(`The request was refused: ${outcome.reason.code}`)
  if (outcome.access === undefined) throw new Error('The request was let through without a token')
  return outcome.access.token
}

/** Every value of a response header. */
export function valuesOf({ headers }: Outcome, name: string): readonly string[] {
  return headers.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value)
}

/** A `fetch` that asks whichever of these issuers the URL belongs to. */
export function fetchFrom(...issuers: readonly TestIssuer[]): TestIssuer['fetch'] {
  return (input, init) => {
    const url = String(input)
    const owner = issuers.find(({ issuer }) => url.startsWith(`${issuer}/`))
    if (owner === undefined) throw new Error(`A stranger was asked: ${url}`)
    return owner.fetch(input, init)
  }
}
