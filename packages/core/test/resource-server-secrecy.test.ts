import { inspect } from 'node:util'
import { createTestIssuer, tokenDefects } from '@portcullis/testing'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { ResourceRequest } from '../src/index.js'
import { guardFor } from './support/guard.js'
import { requestOf, withAuthorization } from './support/request.js'

const issuer = await createTestIssuer()
const streams = [process.stdout, process.stderr] as const
let printed = ''

beforeEach(() => {
  printed = ''
  for (const stream of streams) {
    vi.spyOn(stream, 'write').mockImplementation((chunk) => {
      printed += String(chunk)
      return true
    })
  }
  for (const method of ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const) {
    vi.spyOn(console, method).mockImplementation((...values: unknown[]) => {
      printed += inspect(values, { depth: 10 })
    })
  }
})

afterEach(() => {
  vi.restoreAllMocks()
})

/** Every text that leaves the guard when it judges a request: answers, events, errors and output. */
async function everythingSaid(request: ResourceRequest, fails = false): Promise<string> {
  const events: unknown[] = []
  const tell = (event: unknown) => events.push(event)
  const guard = guardFor(issuer, { onDenial: tell, onBreakdown: tell, clockToleranceSeconds: 0 })
  const outcome = await guard.protect(request)
  expect(outcome.ok).toBe(false)
  expect(events).toHaveLength(1)
  expect(fails).toBe(!outcome.ok && outcome.status === 503)
  const said = [outcome, events]
  const texts = [
    inspect(said, { depth: 20, maxStringLength: null, showHidden: true }),
    JSON.stringify(said),
  ]
  return `${texts.join('\n')}\n${printed}`
}

/** Pieces of a token that would give away more than they should, in whatever case they were printed. */
function piecesOf(token: string): readonly string[] {
  return token
    .split('.')
    .flatMap((segment) =>
      Array.from({ length: Math.max(0, segment.length - 11) }, (_, at) =>
        segment.slice(at, at + 12),
      ),
    )
}

function leaksIn(said: string, token: string): readonly string[] {
  const text = said.toLowerCase()
  return piecesOf(token).filter((piece) => text.includes(piece.toLowerCase()))
}

test('the search for leaks finds one', () => {
  expect(leaksIn('... "eyjhbgcioijfuzi1nij9" ...', 'eyJhbGciOiJFUzI1NiJ9.e30.x')).not.toEqual([])
  expect(leaksIn('nothing of it', 'eyJhbGciOiJFUzI1NiJ9.e30.x')).toEqual([])
})

describe('no part of a token is said to anybody', () => {
  test.each(tokenDefects)('[A38] when it has the defect %s', async (defect) => {
    const token = await issuer.token({ defect })
    expect(leaksIn(await everythingSaid(withAuthorization(`Bearer ${token}`)), token)).toEqual([])
  })

  const opaque = issuer.opaqueToken()
  const hex = Buffer.from(opaque).toString('hex')

  test.each<[how: string, ...lines: string[]]>([
    ['opaque', `Bearer ${opaque}`],
    ['hexadecimal', `Bearer ${hex}`],
    ['without its scheme', opaque],
    ['without its scheme, hexadecimal', hex],
    ['with a colon', `Bearer: ${opaque}`],
    ['in quotes', `Bearer "${opaque}"`],
    ['as a parameter', `Bearer token="${opaque}"`],
    ['twice', `Bearer ${opaque}`, `Bearer ${opaque}`],
    ['twice in one line', `Bearer ${opaque}, Bearer ${opaque}`],
    ['with a word behind it', `Bearer ${opaque} x`],
    ['with a word in front of it', `Bearer x ${opaque}`],
    ['in the place of its scheme', `${hex} Bearer`],
    ['glued to its scheme', `Bearer${hex} x`],
    ['under a scheme of its own', `Token ${opaque}`],
    ['under Basic', `Basic ${opaque}`],
    ['under DPoP without a proof', `DPoP ${opaque}`],
    ['far too long', `Bearer ${opaque.repeat(500)}`],
    ['with control characters', `Bearer ${opaque}\u0001`],
  ])('[A38] when it comes %s', async (_how, ...lines) => {
    const said = await everythingSaid(withAuthorization(...lines))
    expect(leaksIn(said, opaque)).toEqual([])
    expect(leaksIn(said, hex)).toEqual([])
  })

  test.each([
    `/items?access_token=${hex}`,
    `/items?page=1&access%5Ftoken=${hex}&x=y`,
    `/items?token=${hex}`,
    `?access_token=${hex}`,
  ])('[A38] when it stands in the query, %#', async (target) => {
    expect(leaksIn(await everythingSaid(requestOf({ target })), hex)).toEqual([])
    const headers = { authorization: 'Bearer x' }
    expect(leaksIn(await everythingSaid(requestOf({ target, headers })), hex)).toEqual([])
  })

  test('[A38, C8] when the issuer is out of reach, in answers and causes alike', async () => {
    const token = await issuer.token()
    for (const endpoint of ['discovery', 'jwks'] as const) {
      issuer.fault(endpoint, { kind: 'status', status: 500, body: token })
      const said = await everythingSaid(withAuthorization(`Bearer ${token}`), true)
      issuer.fault(endpoint, undefined)
      expect(leaksIn(said, token)).toEqual([])
    }
  })
})
