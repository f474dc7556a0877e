import type { Source } from '../stages.js'
import { alter } from './alter.js'
import { type FetchAs, TokenClient, type TokenSet } from './client.js'
import type { ClientKey } from './client-key.js'
import type { TokenRecipe } from './recipe.js'

/** A token, and the key that it is bound to. */
export interface Held {
  readonly token: string
  readonly key?: ClientKey
}

/** Fetches tokens by recipe, each once. */
export class Wallet {
  readonly #issuerOf: (source: Source) => string
  readonly #fetchAs: FetchAs
  readonly #clients = new Map<Source, TokenClient>()
  readonly #fetched = new Map<string, Promise<TokenSet>>()

  /** @param issuerOf - where a source of tokens is; asked when it is first needed */
  constructor(issuerOf: (source: Source) => string, fetchAs: FetchAs) {
    this.#issuerOf = issuerOf
    this.#fetchAs = fetchAs
  }

  /** @param user - who gets a token of its own where the recipe says so */
  async take(recipe: TokenRecipe, user = ''): Promise<Held> {
    const { kind, altered, ...grant } = recipe
    const { access, id, key } = await this.#fetchOnce(grant, user)
    const token = kind === 'id' ? id : access
    if (token === undefined) throw new Error('The authority sent no ID token')
    const given = altered === undefined ? token : await this.#alter(token, altered, recipe)
    return { token: given, ...(key && { key }) }
  }

  /** A token that nobody had before. */
  async takeNew(recipe: TokenRecipe): Promise<string> {
    return (await this.#fetch(recipe)).access
  }

  /** Has the authority forget what `take` gives for the same recipe. */
  async revoke(recipe: TokenRecipe, user = ''): Promise<void> {
    await this.#clientFor(recipe).revoke((await this.take(recipe, user)).token)
  }

  #fetchOnce(grant: TokenRecipe, user: string): Promise<TokenSet> {
    const owner = grant.own === undefined ? [] : [['user', user]]
    const key = JSON.stringify([...Object.entries(grant), ...owner].sort())
    const fetched = this.#fetched.get(key) ?? this.#fetch(grant)
    this.#fetched.set(key, fetched)
    return fetched
  }

  async #fetch(recipe: TokenRecipe): Promise<TokenSet> {
    const { holder = 'service', resource = 'urn:portcullis:api1:jwt', revoked, bound } = recipe
    const wish = { resource, scope: recipe.scope ?? '', acr: recipe.acr }
    const client = this.#clientFor(recipe)
    const tokens = await (holder === 'service'
      ? client.fetchServiceToken(wish, bound ?? 'none')
      : client.logIn(holder, wish))
    if (revoked === true) await client.revoke(tokens.access)
    return tokens
  }

  async #alter(token: string, how: NonNullable<TokenRecipe['altered']>, recipe: TokenRecipe) {
    return alter(token, how, await this.#clientFor(recipe).jwksUri())
  }

  #clientFor({ from = 'the authority' }: TokenRecipe): TokenClient {
    const client = this.#clients.get(from) ?? new TokenClient(this.#issuerOf(from), this.#fetchAs)
    this.#clients.set(from, client)
    return client
  }
}
