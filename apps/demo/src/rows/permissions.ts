import type { TokenRecipe } from '../tokens/recipe.js'
import type { Expectation, Row } from './row.js'
import { alice, bearer, bob, lacksScope } from './tokens.js'

const topic = 'What a good token permits'

const routes = {
  'GET /data': { path: '/data' },
  'POST /data': { method: 'POST', path: '/data' },
  'GET /admin': { path: '/admin' },
} as const

const holders = {
  'no scope': {},
  'scope api1.read': { scope: 'api1.read' },
  'scope api1.write': { scope: 'api1.write' },
  'scope api1.admin': { scope: 'api1.admin' },
  'alice: api1.read, role admin': alice,
  'bob: api1.read, no role': bob,
} as const satisfies Record<string, TokenRecipe>

const ok = { status: 200 }
const created = { status: 201 }

/** Every holder at every route: a cell that is missing is a type error. */
const answers: Record<keyof typeof holders, Record<keyof typeof routes, Expectation>> = {
  'no scope': {
    'GET /data': lacksScope('api1.read'),
    'POST /data': lacksScope('api1.write'),
    'GET /admin': lacksScope('api1.admin'),
  },
  'scope api1.read': {
    'GET /data': ok,
    'POST /data': lacksScope('api1.write'),
    'GET /admin': lacksScope('api1.admin'),
  },
  'scope api1.write': {
    'GET /data': lacksScope('api1.read'),
    'POST /data': created,
    'GET /admin': lacksScope('api1.admin'),
  },
  'scope api1.admin': {
    'GET /data': lacksScope('api1.read'),
    'POST /data': lacksScope('api1.write'),
    'GET /admin': ok,
  },
  'alice: api1.read, role admin': {
    'GET /data': ok,
    'POST /data': lacksScope('api1.write'),
    'GET /admin': ok,
  },
  'bob: api1.read, no role': {
    'GET /data': ok,
    'POST /data': lacksScope('api1.write'),
    'GET /admin': lacksScope('api1.admin'),
  },
}

function cell(holder: keyof typeof holders, route: keyof typeof routes): Row {
  const request = { ...routes[route], authorization: bearer(holders[holder]) }
  return { topic, sent: holder, request, expected: answers[holder][route] }
}

export const permissions: readonly Row[] = keys(holders).flatMap((holder) =>
  keys(routes).map((route) => cell(holder, route)),
)

function keys<Name extends string>(object: Readonly<Record<Name, unknown>>): Name[] {
  return Object.keys(object) as Name[]
}
