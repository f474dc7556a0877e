import type {
  Access,
  AccessToken,
  HeaderField,
  Outcome,
  ResourceRequest,
  ResourceServer,
} from '../../src/index.js'

/** Compiled, never run: each `@ts-expect-error` is a line that must not compile. */
export async function checkOutcome(guard: ResourceServer, request: ResourceRequest): Promise<void> {
  const outcome: Outcome = await guard.protect(request)

  // @ts-expect-error whether there is access is not known yet
  outcome.access
  // @ts-expect-error nor whether there is a reason
  outcome.reason

  const headers: readonly HeaderField[] = outcome.headers
  if (!outcome.ok) {
    const { status, body, reason }: { status: number; body: string; reason: { code: string } } =
      outcome
    // @ts-expect-error a refusal grants nothing
    outcome.access
    return console.log(headers, status, body, reason)
  }
  // @ts-expect-error nobody may have come: authentication may be optional
  outcome.access.token
  const { access } = outcome
  if (access === undefined) return
  const token: AccessToken = access.token
  const scopes: ReadonlySet<string> = token.scopes
  // @ts-expect-error scopes cannot be added
  token.scopes.add('admin')
  // @ts-expect-error a subject may be missing
  const subject: string = token.subject
  // @ts-expect-error a token cannot be changed
  token.subject = 'admin'
  // @ts-expect-error nor can its audience
  token.audience.push('api2')
  // @ts-expect-error a claim may be anything
  const role: string = token.claims.role
  console.log(scopes, subject, role)
}

/** What only the guard makes cannot be made by hand. */
export function checkBrands(token: AccessToken): readonly unknown[] {
  // @ts-expect-error no access without the guard
  const access: Access = { token, scheme: 'Bearer' }
  // @ts-expect-error no token without it either
  const forged: AccessToken = {
    subject: 'admin',
    clientId: undefined,
    principal: 'user',
    issuer: 'https://evil.test',
    audience: [],
    scopes: new Set(['admin']),
    effectiveScopes: new Set(['admin']),
    expiresAt: undefined,
    format: 'jwt',
    binding: 'none',
    actor: undefined,
    claims: {},
  }
  return [access, forged]
}
