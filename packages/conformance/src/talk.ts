import type { ResourceServer } from '@portcullis/core'
import {
  type ProofOptions,
  proofs,
  type TestCertificate,
  type TokenOverrides,
} from '@portcullis/testing'
import type { FieldLine, WireAnswer, WireRequest } from './wire/exchange.js'
import { send, sendInOne } from './wire/send.js'
import type { ApiProcess, Binding } from './world/api-process.js'
import type { HostedApi } from './world/hosted-api.js'
import { publicUrl } from './world/hosted-settings.js'
import type { SettingName } from './world/settings.js'
import type { World } from './world/world.js'

type Api = ApiProcess | HostedApi

/** An answer, and who gave it. */
export interface Heard {
  readonly answer: WireAnswer
  readonly apiUrl: string
}

type ProofParts = Partial<ProofOptions>

/** What a scenario says and hears: requests to one API, with the keys and tokens of the world. */
export class Talk {
  readonly world: World
  readonly url: string
  readonly binding: Binding
  readonly #api: Api
  /** Every answer so far, in order: what bindings are compared by. */
  readonly heard: Heard[]

  constructor(world: World, binding: Binding, api: Api, heard: Heard[] = []) {
    this.world = world
    this.url = api.url
    this.binding = binding
    this.#api = api
    this.heard = heard
  }

  get answers(): readonly WireAnswer[] {
    return this.heard.map(({ answer }) => answer)
  }

  /** What the API wrote to stderr. */
  get log(): string {
    return this.#api.log()
  }

  /** The guard of an API in this process. */
  get guard(): ResourceServer {
    if ('guard' in this.#api) return this.#api.guard
    throw new Error('This API is a process of its own')
  }

  /** The same binding in another setting; what it says counts as said here. */
  async at(setting: SettingName): Promise<Talk> {
    const api = await this.world.api(this.binding, setting)
    return new Talk(this.world, this.binding, api, this.heard)
  }

  async ask(request: WireRequest, certificate?: TestCertificate): Promise<WireAnswer> {
    const identity =
      certificate === undefined
        ? undefined
        : { cert: certificate.pem, key: certificate.privateKeyPem }
    const answer = await send(this.url, request, identity)
    this.heard.push({ answer, apiUrl: this.url })
    return answer
  }

  /** Several requests over one connection. */
  async askInOne(...requests: readonly WireRequest[]): Promise<readonly WireAnswer[]> {
    const answers = await sendInOne(this.url, requests)
    this.heard.push(...answers.map((answer) => ({ answer, apiUrl: this.url })))
    return answers
  }

  get(target: string, ...fields: readonly FieldLine[]): Promise<WireAnswer> {
    return this.ask({ target, fields })
  }

  bearer(target: string, token: string, ...fields: readonly FieldLine[]): Promise<WireAnswer> {
    return this.get(target, ['Authorization', `Bearer ${token}`], ...fields)
  }

  /** A request with a DPoP proof that fits it, but for what is told. */
  dpop(target: string, token: string, proof: ProofParts = {}): Promise<WireAnswer> {
    return this.get(
      target,
      ['Authorization', `DPoP ${token}`],
      ['DPoP', this.proof(target, token, proof)],
    )
  }

  proof(target: string, token: string, parts: ProofParts = {}): string {
    const url = this.url + (target.split('?', 1)[0] ?? '')
    return proofs.forge({ key: this.world.key, url, token, ...parts })
  }

  token(overrides?: TokenOverrides): Promise<string> {
    return this.world.issuer.token(overrides)
  }

  /** A token bound to the world's key, its certificate, or both. */
  boundToken(...to: readonly ('key' | 'certificate')[]): Promise<string> {
    return this.token({ claims: { cnf: this.confirmation(...to) } })
  }

  /** The same as a reference token. */
  boundReference(...to: readonly ('key' | 'certificate')[]): string {
    return this.world.issuer.issueReferenceToken({ cnf: this.confirmation(...to) })
  }

  confirmation(...to: readonly ('key' | 'certificate')[]): Readonly<Record<string, string>> {
    const { key, certificate } = this.world
    return {
      ...(to.includes('key') ? { jkt: key.thumbprint } : {}),
      ...(to.includes('certificate') ? { 'x5t#S256': certificate.thumbprint } : {}),
    }
  }

  /** Where the metadata document is said to be. */
  get metadataUrl(): string {
    return `${this.url}/.well-known/oauth-protected-resource`
  }
}

export { publicUrl }
