import type { Expectation, RequestPlan, Row } from './row.js'

/** One row, as far as it differs from its neighbours. The path is `/me` unless told otherwise. */
export type Try = readonly [
  sent: string,
  request: Omit<RequestPlan, 'path'> & { readonly path?: string },
  expected: Expectation,
  beforehand?: Row['beforehand'],
]

/**
 * Makes rows of what they have in common and what not.
 *
 * @param what - what is sent, before what is done to it: `JWT`
 */
export function rowsOf(
  common: Pick<Row, 'topic' | 'to' | 'stage'>,
  what: string,
  tries: readonly Try[],
): readonly Row[] {
  return tries.map(([sent, request, expected, beforehand]) => ({
    ...common,
    sent: `${what}, ${sent}`,
    request: { path: '/me', ...request },
    expected,
    ...(beforehand && { beforehand }),
  }))
}
