import type { TokenOverrides } from '../forge/forge.js'
import { untilAborted } from './abort.js'
import type { FaultPlan } from './fault-plan.js'
import { faulty } from './faults.js'
import type { RequestLog, TestEndpoint } from './request-log.js'

export interface EndpointRequest {
  readonly method: string
  readonly url: URL
  readonly headers: Headers
  readonly body: string
}

/** Answers one request as the issuer would, sockets or not. */
export type Respond = (request: EndpointRequest, signal: AbortSignal) => Promise<Response>

/** The form that a fault gives to the right answer, where the endpoint has more than one. */
export type AnswerForm =
  | { readonly kind: 'plain' }
  | { readonly kind: 'signed'; readonly overrides: TokenOverrides }

type Answer = (request: EndpointRequest, form?: AnswerForm) => Response | Promise<Response>

export interface EndpointSettings {
  readonly log: RequestLog
  readonly faults: FaultPlan
  readonly locate: (url: URL) => TestEndpoint | undefined
  readonly answers: Readonly<Record<TestEndpoint, Answer>>
}

export function createRespond({ log, faults, locate, answers }: EndpointSettings): Respond {
  return async (request, signal) => {
    const endpoint = locate(request.url)
    log.record(endpoint, request)
    if (endpoint === undefined) return new Response(null, { status: 404 })
    const good = async (form?: AnswerForm) => answers[endpoint](request, form)
    const fault = faults.take(endpoint)
    const answer = () => (fault === undefined ? good() : faulty(fault, good, signal))
    return log.during(endpoint, () => untilAborted(answer, signal))
  }
}
