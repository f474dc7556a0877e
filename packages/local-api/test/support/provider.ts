import {
  createProofKey,
  generateSigningKey,
  type ProofKey,
  type TestKey,
} from '@portcullis/testing'
import { type Adapter, type AdapterPayload, type Configuration, Provider } from 'oidc-provider'
import { withStanding } from '../../src/oidc-provider/index.js'

export const issuer = 'https://identity.example.com'
export const api = 'urn:example:local'

type Form = 'jwt' | 'opaque'

/** What a token is to be, where it is not alice's, for `app` and for the local API. */
export interface Issued {
  readonly form?: Form
  readonly client?: string
  /** Nobody: a token of the client's own. */
  readonly user?: string | null
  readonly scope?: string
  readonly audience?: string
  readonly boundTo?: ProofKey
  readonly certificate?: string
  readonly expiresInSeconds?: number
  /** Ends the token with a session of the user. */
  readonly session?: string
  /** False: a token with no grant behind it, as of a grant type of one's own. */
  readonly withGrant?: boolean
}

/** An authorization server with its stores open to the test. */
export class TestAuthority {
  readonly store = new Map<string, Map<string, AdapterPayload>>()
  readonly users = new Set(['alice', 'bob'])
  readonly findAccount = (accountId: string) => this.users.has(accountId)
  readonly #more: Configuration
  provider: Provider
  grantId: string | undefined

  constructor(
    keys: readonly TestKey[] = [generateSigningKey('ES256')],
    more: Configuration = {},
    url = issuer,
  ) {
    this.#more = more
    this.provider = this.#create(keys, url)
    this.addClient('app')
    this.addClient('service')
  }

  /** Goes on with other keys, as after a rotation; the first signs. */
  rotate(keys: readonly TestKey[]): void {
    this.provider = this.#create(keys, this.provider.issuer)
  }

  addClient(id: string, more: AdapterPayload = {}): void {
    this.#kind('Client').set(id, {
      client_id: id,
      client_secret: 'a secret that nobody uses',
      redirect_uris: ['https://app.example.com/callback'],
      id_token_signed_response_alg: 'ES256',
      ...more,
    } as AdapterPayload)
  }

  removeClient(id: string): void {
    this.#kind('Client').delete(id)
  }

  async revokeGrant(): Promise<void> {
    const grant = await this.provider.Grant.find(this.grantId ?? '')
    await grant?.destroy()
  }

  /** A session that knows of the last grant. */
  async startSession(user = 'alice'): Promise<string> {
    const session = new this.provider.Session()
    Object.assign(session, { accountId: user, loginTs: 1 })
    if (this.grantId !== undefined) session.grantIdFor('app', this.grantId)
    await session.save(600)
    return session.uid
  }

  async endSession(uid: string): Promise<void> {
    const session = await this.provider.Session.findByUid(uid)
    await session?.destroy()
  }

  async grant(client = 'app', user = 'alice'): Promise<string> {
    const grant = new this.provider.Grant({ clientId: client, accountId: user })
    grant.addResourceScope(api, 'local-api')
    this.grantId = await grant.save()
    return this.grantId
  }

  async issue(wanted: Issued = {}): Promise<string> {
    const { user = 'alice', boundTo, certificate, expiresInSeconds = 300 } = wanted
    const token = user === null ? await this.#ofClient(wanted) : await this.#ofUser(wanted, user)
    Object.assign(token, { expiresIn: expiresInSeconds })
    if (boundTo !== undefined) token.setThumbprint('jkt', boundTo.thumbprint)
    if (certificate !== undefined) Object.assign(token, { 'x5t#S256': certificate })
    return token.save()
  }

  async #ofUser(wanted: Issued, user: string) {
    const { client: id = 'app', session, withGrant = true } = wanted
    const grantId = withGrant ? (this.grantId ?? (await this.grant(id, user))) : undefined
    return new this.provider.AccessToken({
      ...(await this.#common(wanted, id)),
      accountId: user,
      gty: 'authorization_code',
      ...(grantId === undefined ? {} : { grantId }),
      ...(session === undefined ? {} : { sessionUid: session, expiresWithSession: true }),
    } as never)
  }

  async #ofClient(wanted: Issued) {
    return new this.provider.ClientCredentials(
      (await this.#common(wanted, wanted.client ?? 'service')) as never,
    )
  }

  async #common({ form = 'jwt', scope = 'local-api', audience = 'local' }: Issued, id: string) {
    const client = await this.provider.Client.find(id)
    const resourceServer = new this.provider.ResourceServer(api, {
      audience,
      scope,
      accessTokenFormat: form,
      jwt: { sign: { alg: 'ES256' } },
    })
    return { client, scope, resourceServer }
  }

  #create(keys: readonly TestKey[], url: string): Provider {
    const jwks = keys.map(({ privateKey, kid }) => ({
      ...privateKey.export({ format: 'jwk' }),
      kid,
      use: 'sig',
    }))
    return new Provider(url, {
      adapter: (kind: string) => adapterOf(this.#kind(kind)),
      jwks: { keys: jwks as never },
      cookies: { keys: ['of no use'] },
      findAccount: () => undefined,
      clientDefaults: { id_token_signed_response_alg: 'ES256' },
      interactions: { url: () => '/' },
      ttl: { Grant: 600, Session: 600, AccessToken: 300, ClientCredentials: 300 },
      formats: { customizers: { jwt: withStanding } },
      ...this.#more,
      features: {
        devInteractions: { enabled: false },
        clientCredentials: { enabled: true },
        resourceIndicators: { enabled: true },
        dPoP: { enabled: true },
        mTLS: {
          enabled: true,
          certificateBoundAccessTokens: true,
          getCertificate: () => undefined,
        },
        ...this.#more.features,
      },
    })
  }

  #kind(kind: string): Map<string, AdapterPayload> {
    const found = this.store.get(kind) ?? new Map()
    this.store.set(kind, found)
    return found
  }
}

function adapterOf(entries: Map<string, AdapterPayload>): Adapter {
  const findWhere = async (matches: (payload: AdapterPayload) => boolean) =>
    [...entries.values()].find(matches)
  return {
    upsert: async (id, payload) => void entries.set(id, payload),
    find: async (id) => entries.get(id),
    findByUid: (uid) => findWhere((payload) => payload.uid === uid),
    findByUserCode: async () => undefined,
    consume: async (id) => {
      const payload = entries.get(id)
      if (payload !== undefined) payload.consumed = Math.floor(Date.now() / 1000)
    },
    destroy: async (id) => void entries.delete(id),
    revokeByGrantId: async (grantId) => {
      for (const [id, payload] of entries) if (payload.grantId === grantId) entries.delete(id)
    },
  }
}

export const clientKey = createProofKey()
export const otherKey = createProofKey()
