import type { DenialCode } from '@portcullis/core'
import type { Stage, Target } from '../stages.js'
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
  /** `Authorization` lines: a scheme, and what follows it. */
  readonly authorization?: readonly AuthorizationLine[]
  /** A token in the query, as `access_token`. */
  readonly queryToken?: TokenRecipe
  readonly headers?: Readonly<Record<string, string>>
}

export type AuthorizationLine = readonly [scheme: string, credentials: string | TokenRecipe]

/** What an answer is held against. What a status always owes is not repeated here: see judge.ts. */
export interface Expectation {
  /** `no refusal` where the answer is the business of whoever stands behind the guard. */
  readonly status: number | 'no refusal'
  /** `error` of challenge and body; without it there must be none. */
  readonly error?: string
  /** Why it is refused, as the description has it: being refused for another reason proves nothing. */
  readonly because?: DenialCode
  /** `scope` of the challenge; without it there must be none. */
  readonly scope?: string
  /** Members that the JSON body must have, with these values. */
  readonly body?: Members | ((place: Place) => Members)
}

export type Members = Readonly<Record<string, unknown>>

/** Where a row is sent: known once it runs. */
export interface Place {
  /** Where the API listens. */
  readonly url: string
  /** The issuer that it trusts. */
  readonly issuer: string
  /** Schemes that it takes tokens in: each gets its challenge. */
  readonly schemes: readonly string[]
}
