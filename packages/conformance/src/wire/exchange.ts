/** One field line, as it was on the wire. */
export type FieldLine = readonly [name: string, value: string]

/** A request, line by line: what no client library would send can be sent. */
export interface WireRequest {
  readonly method?: string
  /** Request target, as it is. */
  readonly target: string
  /** Field lines in order, duplicates included. `Host` is added unless one is given. */
  readonly fields?: readonly FieldLine[]
  /** Parts are sent as chunks. */
  readonly body?: string | readonly string[]
}

/** An answer, line by line. */
export interface WireAnswer {
  readonly status: number
  readonly fields: readonly FieldLine[]
  readonly body: string
}

/** Every value of a field, one per line, in order. */
export function valuesOf(answer: WireAnswer, name: string): readonly string[] {
  return answer.fields.filter(([own]) => own.toLowerCase() === name).map(([, value]) => value)
}
