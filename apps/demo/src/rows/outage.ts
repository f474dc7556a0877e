import type { TokenRecipe } from '../tokens/recipe.js'
import type { Row } from './row.js'
import { bearer, invalidToken, readWrite, reference } from './tokens.js'

const topic = 'An API that was started before its issuer'
const to = 'the early API'
/** Longer than the longest pause between two attempts to reach an issuer. */
const patienceSeconds = 8

const before: TokenRecipe = { ...readWrite, from: 'the other authority' }
const after: TokenRecipe = { ...readWrite, from: 'the other authority, restarted' }

const opaqueBefore: TokenRecipe = { ...reference, from: 'the other authority' }
const opaqueAfter: TokenRecipe = { ...reference, from: 'the other authority, restarted' }

const down = { topic, to, stage: 'issuer down' } as const
const back = { topic, to, stage: 'issuer back', withinSeconds: patienceSeconds } as const
const known = { topic, to, stage: 'issuer known again' } as const

export const outage: readonly Row[] = [
  {
    ...down,
    sent: 'issuer down: nothing',
    request: { path: '/health' },
    expected: { status: 200 },
  },
  {
    ...down,
    sent: 'issuer down: nothing',
    request: { path: '/me' },
    expected: { status: 401 },
  },
  {
    ...down,
    sent: 'issuer down: JWT',
    request: { path: '/me', authorization: bearer(before) },
    expected: { status: 503 },
  },
  {
    ...down,
    sent: 'issuer down: reference token',
    request: { path: '/me', authorization: bearer(opaqueBefore) },
    expected: { status: 503 },
  },
  {
    ...back,
    sent: 'issuer running now: new JWT',
    request: { path: '/me', authorization: bearer(after) },
    expected: { status: 200 },
  },
  {
    ...back,
    sent: 'issuer running now: reference token',
    request: { path: '/me', authorization: bearer(opaqueAfter) },
    expected: { status: 200 },
  },
  {
    ...known,
    sent: 'JWT of a key that was withdrawn',
    request: { path: '/me', authorization: bearer(before) },
    expected: invalidToken('signing_key_unknown'),
  },
  {
    ...known,
    sent: 'reference token that it forgot',
    request: { path: '/me', authorization: bearer(opaqueBefore) },
    expected: invalidToken('token_inactive'),
  },
]
