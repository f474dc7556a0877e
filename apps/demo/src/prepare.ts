import { proofs } from '@portcullis/testing'
import type { Target } from './apis.js'
import type { Certificates } from './certificates.js'
import { present } from './dpop-client.js'
import { type Answer, exchange, type Request, valuesOf } from './exchange.js'
import type { Place, ProofPlan, RequestPlan } from './rows/row.js'
import type { TokenRecipe } from './tokens/recipe.js'
import type { Held } from './tokens/wallet.js'

/** Comes by the token of a recipe. */
export type Take = (recipe: TokenRecipe) => Promise<Held>

/** What is needed to send a request. */
export interface Hands {
  readonly place: Place
  /** Where another API listens. */
  readonly urlOf: (target: Target) => string
  readonly take: Take
  readonly certificates: Certificates
}

/**
 * Sends a request that is ready; every answer that came, the last of which counts.
 *
 * @param url - default: where its API listens; a client library goes nowhere else
 */
export type Send = (url?: string) => Promise<readonly Answer[]>

/** Makes a request ready. Sent twice it is the same request twice, unless a client library makes it. */
export async function prepare(plan: RequestPlan, hands: Hands): Promise<Send> {
  const { method = 'GET', path, presented, queryToken } = plan
  const { place, certificates } = hands
  const tls = certificates.tlsOf(plan.certificate)
  const query =
    queryToken === undefined ? '' : `?access_token=${(await hands.take(queryToken)).token}`
  const request = { method, target: `${path}${query}`, headers: { ...plan.headers } }
  if (presented !== undefined) {
    const held = await hands.take(presented)
    return () => present(held, request, place, tls)
  }
  const headers = { ...request.headers, ...(await headersOf(plan, hands)) }
  return async (url = place.url) => [await exchange(url, { ...request, headers }, tls)]
}

async function headersOf(plan: RequestPlan, hands: Hands): Promise<Request['headers']> {
  const authorization = await Promise.all(
    (plan.authorization ?? []).map(async ([scheme, credentials]) => {
      const isText = typeof credentials === 'string'
      const value = isText ? credentials : (await hands.take(credentials)).token
      return `${scheme} ${value}`.trimEnd()
    }),
  )
  const dpop = await Promise.all((plan.proofs ?? []).map((proof) => forge(proof, plan, hands)))
  return {
    ...(authorization.length > 0 && { Authorization: authorization }),
    ...(dpop.length > 0 && { DPoP: dpop }),
    ...(plan.forwarded && { 'Client-Cert': hands.certificates.headerOf(plan.forwarded) }),
  }
}

async function forge(proof: ProofPlan, plan: RequestPlan, hands: Hands): Promise<string> {
  const { token } = await hands.take(proof.with)
  const { key } = await hands.take(proof.by ?? proof.with)
  if (key === undefined) throw new Error('The token is bound to no key that could sign a proof')
  const { method = plan.method ?? 'GET', path = plan.path, defect } = proof
  const nonce =
    proof.nonceOf === undefined ? proof.nonce : await nonceOf(hands.urlOf(proof.nonceOf))
  return proofs.forge({
    key: key.proofKey,
    token,
    method,
    url: new URL(path, hands.place.url).href,
    ...(nonce !== undefined && { nonce }),
    ...(defect !== undefined && { defect }),
  })
}

/** Every answer of a guarded route has it, also a refusal. */
async function nonceOf(url: string): Promise<string> {
  const [nonce] = valuesOf(
    await exchange(url, { method: 'GET', target: '/me', headers: {} }),
    'dpop-nonce',
  )
  if (nonce === undefined) throw new Error('The API gave out no nonce')
  return nonce
}
