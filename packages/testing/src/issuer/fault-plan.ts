import type { Fault } from './faults.js'
import type { TestEndpoint } from './request-log.js'

export interface FaultOptions {
  /** So many requests meet the fault, and then it is gone. Default: all until it is cleared. */
  readonly times?: number
}

/** Which endpoints misbehave now, and for how long. */
export interface FaultPlan {
  set(endpoint: TestEndpoint, fault: Fault | undefined, options?: FaultOptions): void
  /** The fault that the next request meets. */
  take(endpoint: TestEndpoint): Fault | undefined
}

export function createFaultPlan(): FaultPlan {
  const planned = new Map<TestEndpoint, { readonly fault: Fault; left: number }>()
  return {
    set: (endpoint, fault, { times = Number.POSITIVE_INFINITY } = {}) => {
      if (fault === undefined) planned.delete(endpoint)
      else planned.set(endpoint, { fault, left: times })
    },
    take: (endpoint) => {
      const plan = planned.get(endpoint)
      if (plan === undefined || plan.left <= 0) return undefined
      plan.left -= 1
      return plan.fault
    },
  }
}
