import type { DenialCode } from '@portcullis/core'
import { hostsOf, type Target } from '../apis.js'
import type { Result } from '../run-row.js'
import { type Binding, bindings } from '../tokens/recipe.js'
import type { Expectation, RequestPlan, Row } from './row.js'
import { invalidToken, type Kind, kindNames, lacksScope } from './tokens.js'

/** One combination. A side that grows without the rest is a type error. */
export interface Cell {
  readonly door: Door
  readonly kind: Kind
  readonly bound: Binding
  readonly audience: Audience
  readonly scope: Scope
}

type Audience = 'api1' | 'api2' | 'local' | 'other'
const scopes = ['enough', 'missing'] as const
type Scope = (typeof scopes)[number]

/** An API that all combinations are taken to. */
interface Door {
  readonly to: Target
  /** What its tokens are called by, in the name of a cell. */
  readonly name: string
  readonly audiences: readonly Audience[]
  /** Those of the audiences that are not its own, and why a token for one is refused. */
  readonly strange: Partial<Record<Audience, Readonly<Record<Kind, DenialCode>>>>
  /** A request that its token has the scope for, and one that it has not. */
  readonly asks: Readonly<Record<Scope, Ask>>
  /** What the other one lacks. */
  readonly lacks: string
}

interface Ask {
  readonly topic: string
  readonly request: RequestPlan
  /** Of the token. */
  readonly scope: string
}

const reading = 'Every combination: GET /data has its scope, POST /data lacks it'

/** An issuer does not even say to whom it gave a reference token for somebody else. */
const untold = { JWT: 'audience_mismatch', reference: 'token_inactive' } as const
/** The authority knows its own tokens, whoever they are for. */
const known = { JWT: 'audience_mismatch', reference: 'audience_mismatch' } as const

const doors: readonly Door[] = [
  {
    to: 'the TLS API',
    name: '',
    audiences: ['api1', 'api2', 'other'],
    strange: { other: untold },
    asks: {
      enough: { topic: reading, request: { path: '/data' }, scope: 'api1.read' },
      missing: { topic: reading, request: { path: '/data', method: 'POST' }, scope: 'api1.read' },
    },
    lacks: 'api1.write',
  },
  {
    to: 'the local API',
    name: 'local ',
    audiences: ['local', 'api1', 'other'],
    strange: { api1: known, other: known },
    asks: {
      enough: {
        topic: 'Every combination, at the API within the authority: a token with its scope',
        request: { path: '/local/data' },
        scope: 'local-api',
      },
      missing: {
        topic: 'Every combination, at the API within the authority: a token without its scope',
        request: { path: '/local/data' },
        scope: 'api1.read',
      },
    },
    lacks: 'local-api',
  },
]

const forms = { JWT: 'jwt', reference: 'reference' } as const satisfies Record<Kind, string>

const proofs: Readonly<Record<Binding, string>> = {
  none: 'no proof',
  DPoP: 'DPoP',
  certificate: 'certificate',
  both: 'both',
}

/** Every cell there is. */
export const cells: readonly Cell[] = doors.flatMap((door) =>
  scopes.flatMap((scope) =>
    kindNames.flatMap((kind) =>
      bindings.flatMap((bound) =>
        door.audiences.map((audience) => ({ door, kind, bound, audience, scope })),
      ),
    ),
  ),
)

const rowsByCell = new Map(cells.map((cell) => [nameOf(cell), rowOf(cell)]))

export const matrix: readonly Row[] = [...rowsByCell.values()]

/** The names of cells, and at which host of their API they were not walked. */
export function missingCells(walked: readonly Pick<Result, 'row' | 'host'>[]): readonly string[] {
  return cells.flatMap((cell) => {
    const row = rowsByCell.get(nameOf(cell))
    const hosts = walked.filter((result) => result.row === row).map(({ host }) => host)
    return hostsOf(cell.door.to)
      .filter((host) => !hosts.includes(host))
      .map((host) => `${nameOf(cell)} (${host})`)
  })
}

function nameOf({ door, scope, ...cell }: Cell): string {
  return `${door.name}${sentOf(cell)}, scope ${scope}`
}

function sentOf({ kind, bound, audience }: Pick<Cell, 'kind' | 'bound' | 'audience'>): string {
  return `${kind}, ${proofs[bound]}, for ${audience}`
}

function rowOf(cell: Cell): Row {
  const { door, kind, bound, audience } = cell
  const { topic, request, scope } = door.asks[cell.scope]
  const resource = `urn:portcullis:${audience}:${forms[kind]}`
  const withCertificate = bound === 'certificate' || bound === 'both'
  const certificate = withCertificate ? ({ certificate: 'own' } as const) : {}
  const presented = { from: 'the TLS authority', scope, resource, bound } as const
  return {
    topic,
    sent: sentOf(cell),
    to: door.to,
    request: { ...request, presented, ...certificate },
    expected: expectedOf(cell),
  }
}

function expectedOf({ door, kind, audience, scope }: Cell): Expectation {
  const refusal = door.strange[audience]
  if (refusal !== undefined) return invalidToken(refusal[kind])
  return scope === 'enough' ? { status: 200 } : lacksScope(door.lacks)
}
