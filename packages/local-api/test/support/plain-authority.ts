import { randomUUID } from 'node:crypto'
import { createTestIssuer, type TestIssuer, type TokenOverrides } from '@portcullis/testing'
import type { LocalAuthority, LocalClaims, LocalToken, Standing } from '../../src/index.js'

/** The smallest thing that is an authority: keys, a map, an answer. */
export class PlainAuthority implements LocalAuthority {
  readonly #issuer: TestIssuer
  readonly references = new Map<string, LocalClaims>()
  /** What it was asked about. */
  readonly asked: LocalToken[] = []
  answer: Standing | (() => Standing | Promise<Standing>) = 'good'

  private constructor(issuer: TestIssuer) {
    this.#issuer = issuer
  }

  static async create(): Promise<PlainAuthority> {
    return new PlainAuthority(await createTestIssuer({ algorithms: ['ES256'] }))
  }

  get issuer(): string {
    return this.#issuer.issuer
  }

  get forge(): TestIssuer {
    return this.#issuer
  }

  keys(): object {
    return { keys: this.#issuer.keys.published() }
  }

  findReferenceToken(token: string): LocalClaims | undefined {
    return this.references.get(token)
  }

  standing(token: LocalToken): Standing | Promise<Standing> {
    this.asked.push(token)
    return typeof this.answer === 'function' ? this.answer() : this.answer
  }

  jwt(claims: TokenOverrides['claims'] = {}): Promise<string> {
    return this.#issuer.token({ claims: { aud: 'local', scope: 'local-api', ...claims } })
  }

  reference(claims: LocalClaims = {}): string {
    const token = randomUUID()
    const { jti: _, ...good } = this.#issuer.claims()
    this.references.set(token, { ...good, aud: 'local', scope: 'local-api', ...claims })
    return token
  }

  /** A token of either form with the same claims. */
  async token(form: 'jwt' | 'reference', claims: LocalClaims = {}): Promise<string> {
    return form === 'jwt' ? this.jwt(claims) : this.reference(claims)
  }
}
