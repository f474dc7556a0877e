import { type Fault, faulty } from './faults.js'
import type { RequestLog, TestEndpoint } from './request-log.js'

export interface EndpointRequest {
  readonly method: string
  readonly url: URL
  readonly headers: Headers
  readonly body: string
}

/** Answers one request as the issuer would, sockets or not. */
export type Respond = (request: EndpointRequest, signal: AbortSignal) => Promise<Response>

export interface EndpointSettings {
  readonly log: RequestLog
  readonly faults: ReadonlyMap<TestEndpoint, Fault>
  readonly locate: (url: URL) => TestEndpoint | undefined
  readonly answers: Readonly<Record<TestEndpoint, (request: EndpointRequest) => Response>>
}

export function createRespond({ log, faults, locate, answers }: EndpointSettings): Respond {
  return async (request, signal) => {
    const endpoint = locate(request.url)
    log.record(endpoint, request.method, request.url)
    if (endpoint === undefined) return new Response(null, { status: 404 })
    const good = async () => answers[endpoint](request)
    const fault = faults.get(endpoint)
    return fault === undefined ? good() : faulty(fault, good, signal)
  }
}
