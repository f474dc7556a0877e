import { type Binding, bindings, type TokenRecipe } from '../tokens/recipe.js'
import type { Expectation, RequestPlan, Row } from './row.js'
import { invalidToken, type Kind, kindNames, lacksScope } from './tokens.js'

/** The whole matrix, by its four sides. A side that grows without the rest is a type error. */
export interface Cell {
  readonly kind: Kind
  readonly bound: Binding
  readonly audience: Audience
  readonly scope: Scope
}

const topic = 'Every combination: GET /data has its scope, POST /data lacks it'
const audiences = ['api1', 'api2', 'other'] as const
type Audience = (typeof audiences)[number]

/** The token permits reading, and nothing else. */
const requests = {
  enough: { path: '/data' },
  missing: { path: '/data', method: 'POST' },
} as const satisfies Readonly<Record<string, RequestPlan>>
type Scope = keyof typeof requests
const scopes = Object.keys(requests) as readonly Scope[]

const resources: Readonly<Record<Kind, Readonly<Record<Audience, string>>>> = {
  JWT: {
    api1: 'urn:portcullis:api1:jwt',
    api2: 'urn:portcullis:api2:jwt',
    other: 'urn:portcullis:other:jwt',
  },
  reference: {
    api1: 'urn:portcullis:api1:reference',
    api2: 'urn:portcullis:api2:reference',
    other: 'urn:portcullis:other:reference',
  },
}

/** An issuer does not even say to whom it gave a reference token for somebody else. */
const wrongAudience: Readonly<Record<Kind, Expectation>> = {
  JWT: invalidToken('audience_mismatch'),
  reference: invalidToken('token_inactive'),
}

const proofs: Readonly<Record<Binding, string>> = {
  none: 'no proof',
  DPoP: 'DPoP',
  certificate: 'certificate',
  both: 'both',
}

/** Every cell there is. */
export const cells: readonly Cell[] = kindNames.flatMap((kind) =>
  bindings.flatMap((bound) =>
    audiences.flatMap((audience) => scopes.map((scope) => ({ kind, bound, audience, scope }))),
  ),
)

const rowsByCell = new Map(cells.map((cell) => [nameOf(cell), rowOf(cell)]))

export const matrix: readonly Row[] = [...rowsByCell.values()]

/** The names of cells that none of these rows is about. */
export function missingCells(rows: readonly Row[]): readonly string[] {
  const walked = new Set(rows)
  return cells.map(nameOf).filter((name) => {
    const row = rowsByCell.get(name)
    return row === undefined || !walked.has(row)
  })
}

function nameOf({ kind, bound, audience, scope }: Cell): string {
  return `${kind}, ${proofs[bound]}, for ${audience}, scope ${scope}`
}

function rowOf(cell: Cell): Row {
  const { kind, bound, audience, scope } = cell
  const withCertificate = bound === 'certificate' || bound === 'both'
  const presented: TokenRecipe = {
    from: 'the TLS authority',
    scope: 'api1.read',
    resource: resources[kind][audience],
    bound,
  }
  const certificate = withCertificate ? ({ certificate: 'own' } as const) : {}
  return {
    topic,
    sent: `${kind}, ${proofs[bound]}, for ${audience}`,
    to: 'the TLS API',
    request: { ...requests[scope], presented, ...certificate },
    expected: expectedOf(cell),
  }
}

function expectedOf({ kind, audience, scope }: Cell): Expectation {
  if (audience === 'other') return wrongAudience[kind]
  return scope === 'enough' ? { status: 200 } : lacksScope('api1.write')
}
