import type { DenialCode } from '@portcullis/core'
import type { ProofDefect } from '@portcullis/testing'
import type { Scheme, Target } from '../apis.js'
import type { CertificateName } from '../certificates.js'
import type { Stage } from '../stages.js'
import type { TokenRecipe } from '../tokens/recipe.js'

/** One request and what has to come of it: all of it data. */
export interface Row {
  /** Rows of a topic stand together. */
  readonly topic: string
  /** What was sent, in a few words. */
  readonly sent: string
  /** Which API it is sent to. Default: the one that everything is about. */
  readonly to?: Target
  /** What the world looks like meanwhile. Default: everything is running. */
  readonly stage?: Stage
  readonly request: RequestPlan
  /**
   * What is done first, in this order: the same request (which must be good), also to the API elsewhere, a
   * request there that differs in its proof, or its token revoked.
   */
  readonly beforehand?: readonly ('send' | 'send elsewhere' | 'ask elsewhere' | 'revoke')[]
  /** The API that `beforehand` means by elsewhere. */
  readonly elsewhere?: Target
  readonly expected: Expectation
  /** Asks again until the answer is the expected one, but no longer than this. Default: asks once. */
  readonly withinSeconds?: number
}

export interface RequestPlan {
  /** Default GET. */
  readonly method?: string
  readonly path: string
  /** What to call it in the table. Default: method and path. */
  readonly shown?: string
  /**
   * A token that openid-client presents, as applications do: with a fresh proof where it is bound to a
   * key, and with another one when it is told a nonce. In place of `authorization` and `proofs`.
   */
  readonly presented?: TokenRecipe
  /** `Authorization` lines: a scheme, and what follows it. */
  readonly authorization?: readonly AuthorizationLine[]
  /** `DPoP` lines. */
  readonly proofs?: readonly ProofPlan[]
  /** What the client shows in the TLS handshake. Default nothing. */
  readonly certificate?: CertificateName
  /** A certificate in a header, as proxies forward it (RFC 9440); but no proxy is here. */
  readonly forwarded?: CertificateName
  /** A token in the query, as `access_token`. */
  readonly queryToken?: TokenRecipe
  readonly headers?: Readonly<Record<string, string>>
}

export type AuthorizationLine = readonly [scheme: string, credentials: string | TokenRecipe]

/** A proof that is good for this request and this token, but for what is told. */
export interface ProofPlan {
  /** The token that it goes with, signed by the key that this is bound to. */
  readonly with: TokenRecipe
  /** Signed by the key of another token. */
  readonly by?: TokenRecipe
  readonly method?: string
  readonly path?: string
  readonly nonce?: string
  /** The API whose nonce of this moment it has. */
  readonly nonceOf?: Target
  readonly defect?: ProofDefect
}

/** What an answer is held against. What a status always owes is not repeated here: see judge/. */
export interface Expectation {
  /** `unguarded`: what the same request gets where no guard stands. */
  readonly status: number | 'unguarded'
  /** `error` of challenge and body; without it there must be none. */
  readonly error?: string
  /** Why it is refused, as the description has it: being refused for another reason proves nothing. */
  readonly because?: DenialCode
  /** `scope` of the challenge; without it a 403 must have none, and a 401 may have that of its route. */
  readonly scope?: string
  /** `acr_values` and `max_age` of the challenge; without it there must be none. */
  readonly login?: { readonly acrValues: string; readonly maxAge: string }
  /** Members that the JSON body must have, with these values. */
  readonly body?: Members | ((place: Place) => Members)
  /** The client was told a nonce first, and came again with it (RFC 9449 section 9). */
  readonly afterNonce?: boolean
}

export type Members = Readonly<Record<string, unknown>>

/** Where a row is sent: known once it runs. */
export interface Place {
  /** The origin where the API listens. */
  readonly url: string
  /** The resource that it is (RFC 9728). */
  readonly resource: string
  /** Where it says so: the address of its metadata. */
  readonly metadata: string
  /** The issuer that it trusts. */
  readonly issuer: string
  /** Schemes that it takes tokens in: each gets its challenge. */
  readonly schemes: readonly Scheme[]
  /** Whether it gives out nonces for proofs. */
  readonly nonces: boolean
}
