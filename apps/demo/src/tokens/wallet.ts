import type { Source } from '../stages.js'
import { alter } from './alter.js'
import { TokenClient, type TokenSet } from './client.js'
import type { TokenRecipe } from './recipe.js'

/** Fetches tokens by recipe, each once. */
export class Wallet {
  readonly #issuerOf: (source: Source) => string
  readonly #clients = new Map<Source, TokenClient>()
  readonly #fetched = new Map<string, Promise<TokenSet>>()

  /** @param issuerOf where a source of tokens is; asked when it is first needed */
  constructor(issuerOf: (source: Source) => string) {
    this.#issuerOf = issuerOf
  }

  async take(recipe: TokenRecipe): Promise<string> {
    const { kind, altered, ...grant } = recipe
    const tokens = await this.#fetchOnce(grant)
    const token = kind === 'id' ? tokens.id : tokens.access
    if (token === undefined) throw new Error('The authority sent no ID token')
    return altered === undefined ? token : alter(token, altered, await this.#jwksUri(recipe))
  }

  /** A token that nobody had before. */
  async takeNew(recipe: TokenRecipe): Promise<string> {
    return (await this.#fetch(recipe)).access
  }

  #fetchOnce(grant: TokenRecipe): Promise<TokenSet> {
    const key = JSON.stringify(Object.entries(grant).sort())
    const fetched = this.#fetched.get(key) ?? this.#fetch(grant)
    this.#fetched.set(key, fetched)
    return fetched
  }

  #fetch({ holder = 'service', resource = 'urn:portcullis:api1:jwt', ...rest }: TokenRecipe) {
    const wish = { resource, scope: rest.scope ?? '' }
    const client = this.#clientFor(rest)
    return holder === 'service'
      ? client.fetchServiceToken(wish, rest.proof === 'dpop')
      : client.logIn(holder, wish)
  }

  #jwksUri(recipe: TokenRecipe): Promise<string> {
    return this.#clientFor(recipe).jwksUri()
  }

  #clientFor({ from = 'the authority' }: TokenRecipe): TokenClient {
    const client = this.#clients.get(from) ?? new TokenClient(this.#issuerOf(from))
    this.#clients.set(from, client)
    return client
  }
}
