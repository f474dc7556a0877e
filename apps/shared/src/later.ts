import { refuse } from './environment-error.js'
import { readText, type Variables } from './read.js'

/** Refuses what nobody would honour, rather than let an API run less protected than it is told to. */
export function checkLaterVariables(variables: Variables): void {
  if (readText(variables, 'REDIS_URL') === undefined) return
  throw refuse('REDIS_URL', 'is not available yet: leave it out')
}
