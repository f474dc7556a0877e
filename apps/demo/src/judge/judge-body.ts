import type { Answer } from '../exchange.js'
import type { Expectation, Members, Place } from '../rows/row.js'
import { descriptionOf } from './description.js'
import { differs } from './differs.js'

/** What the JSON body must have: what the row says; in a refusal, the same as its challenge. */
export function judgeBody(
  answer: Answer,
  expected: Expectation,
  place: Place,
  isRefusal: boolean,
): readonly string[] {
  const wanted = expectedMembers(expected, place, isRefusal)
  if (wanted === undefined) return []
  const body = parse(answer.body)
  if (body === undefined) return ['the body is not a JSON object']
  return Object.entries(wanted).flatMap(([name, value]) =>
    differs(`"${name}" of the body`, body[name], value),
  )
}

function expectedMembers(
  { body, error, because }: Expectation,
  place: Place,
  isRefusal: boolean,
): Members | undefined {
  if (body !== undefined) return typeof body === 'function' ? body(place) : body
  if (!isRefusal) return undefined
  return because === undefined ? { error } : { error, error_description: descriptionOf(because) }
}

function parse(text: string): Members | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Members) : undefined
  } catch {
    return undefined
  }
}
