import type { IncomingMessage, ServerResponse } from 'node:http'
import { type InteractionResults, interactionPolicy, type Provider } from 'oidc-provider'
import { authenticationContexts, defaultUser, isUser } from './accounts.js'

type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>
type Context = Parameters<interactionPolicy.Check['check']>[0]

const interactionPath = '/interaction/'

/** Where a browser is sent to log in and to consent. */
export function interactionUrl(_context: unknown, interaction: { uid: string }): string {
  return `${interactionPath}${interaction.uid}`
}

/** Answers the interaction address by itself: nobody types anything, the user is logged in and has consented. */
export function answerInteractions(provider: Provider): void {
  provider.use(async (context, next) => {
    if (context.method !== 'GET' || !context.path.startsWith(interactionPath)) return next()
    context.redirect(await finishInteraction(provider, context.req, context.res))
  })
}

async function finishInteraction(
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<string> {
  const interaction = await provider.interactionDetails(request, response)
  const result =
    interaction.prompt.name === 'login' ? logIn(interaction) : await consent(provider, interaction)
  return provider.interactionResult(request, response, result)
}

/** The user is the one hinted at, else the one already logged in, else alice. */
function logIn({ params, session }: Interaction): InteractionResults {
  const accountId = text(params.login_hint) ?? session?.accountId ?? defaultUser
  if (!isUser(accountId)) {
    return {
      error: 'access_denied',
      error_description: 'login_hint names no user of this authority',
    }
  }
  const wanted = words(params.acr_values)
  const acr = authenticationContexts.find((known) => wanted.includes(known))
  return { login: { accountId, acr: acr ?? authenticationContexts[0] } }
}

/** Grants all that was asked for. */
async function consent(provider: Provider, interaction: Interaction): Promise<InteractionResults> {
  const { grantId, params, prompt, session } = interaction
  const known = grantId === undefined ? undefined : await provider.Grant.find(grantId)
  const grant =
    known ?? new provider.Grant({ accountId: session?.accountId, clientId: text(params.client_id) })
  for (const scope of strings(prompt.details.missingOIDCScope)) grant.addOIDCScope(scope)
  for (const [indicator, scopes] of Object.entries(prompt.details.missingResourceScopes ?? {})) {
    grant.addResourceScope(indicator, strings(scopes).join(' '))
  }
  return { consent: { grantId: await grant.save() } }
}

/** The usual reasons to log in, and two more: another user is wanted, or another authentication context. */
export function loginPolicy(): interactionPolicy.DefaultPolicy {
  const { base, Check } = interactionPolicy
  const policy = base()
  const checks = policy.get('login')?.checks
  checks?.add(new Check('other_user', 'another user was hinted at', wantsOtherUser))
  checks?.add(new Check('other_acr', 'another acr was asked for', wantsOtherContext))
  return policy
}

function wantsOtherUser({ oidc }: Context): boolean {
  const hint = text(oidc.params?.login_hint)
  return hint !== undefined && hint !== oidc.session?.accountId
}

function wantsOtherContext({ oidc }: Context): boolean {
  const wanted = words(oidc.params?.acr_values)
  // Having just logged in is an answer, even to a context that nobody here knows.
  return wanted.length > 0 && oidc.result?.login === undefined && !wanted.includes(oidc.acr)
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function words(value: unknown): string[] {
  return text(value)?.split(' ') ?? []
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}
