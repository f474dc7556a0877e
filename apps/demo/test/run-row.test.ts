import type { IncomingMessage, RequestListener } from 'node:http'
import { describe, expect, test } from 'vitest'
import type { Row } from '../src/rows/row.js'
import { runRow } from '../src/run-row.js'
import { place } from './answers.js'
import { handsFor } from './hands.js'
import { startStub } from './stub-api.js'

function row(changes: Partial<Row> = {}): Row {
  const request = { path: '/me', authorization: [['Bearer', {}]] } as const
  return { topic: 'A topic', sent: 'something', request, expected: { status: 200 }, ...changes }
}

const answering =
  (...statuses: readonly number[]): RequestListener =>
  (_, response) => {
    const [next = 200, ...rest] = statuses
    statuses = rest
    response.writeHead(next).end('{}')
  }

describe('what is sent', () => {
  async function sentFor(request: Row['request']): Promise<IncomingMessage> {
    const seen: IncomingMessage[] = []
    const stub = await startStub((incoming, response) => {
      seen.push(incoming)
      response.end()
    })
    await runRow(row({ request }), handsFor(stub))
    const [incoming] = seen
    if (incoming === undefined) throw new Error('nothing was sent')
    return incoming
  }

  function linesOf({ rawHeaders }: IncomingMessage, name: string): readonly string[] {
    return rawHeaders.filter((_, index) => rawHeaders[index - 1] === name)
  }

  test('a token in the header', async () => {
    const incoming = await sentFor({ path: '/me', authorization: [['Bearer', {}]] })
    expect([incoming.method, incoming.url]).toEqual(['GET', '/me'])
    expect(linesOf(incoming, 'Authorization')).toEqual(['Bearer a-token'])
  })

  test('two Authorization lines are two on the wire', async () => {
    const authorization = [
      ['Bearer', {}],
      ['Bearer', 'two words'],
    ] as const
    const incoming = await sentFor({ method: 'POST', path: '/me', authorization })
    expect(incoming.method).toBe('POST')
    expect(linesOf(incoming, 'Authorization')).toEqual(['Bearer a-token', 'Bearer two words'])
  })

  test('a token in the query', async () => {
    const incoming = await sentFor({ path: '/me', queryToken: {} })
    expect(incoming.url).toBe('/me?access_token=a-token')
    expect(linesOf(incoming, 'Authorization')).toEqual([])
  })

  test('other headers', async () => {
    const incoming = await sentFor({ path: '/me', headers: { origin: 'https://app.example.com' } })
    expect(incoming.headers.origin).toBe('https://app.example.com')
  })

  test('proofs, each in a line of its own, for this request unless told otherwise', async () => {
    const token = { bound: 'DPoP' } as const
    const incoming = await sentFor({
      method: 'POST',
      path: '/data',
      authorization: [['DPoP', token]],
      proofs: [{ with: token }, { with: token, method: 'GET', path: '/me', nonce: 'n' }],
    })
    const url = `http://${incoming.headers.host}`
    const claims = linesOf(incoming, 'DPoP').map((proof) =>
      JSON.parse(Buffer.from(proof.split('.')[1] ?? '', 'base64url').toString()),
    )
    expect(claims).toMatchObject([
      { htm: 'POST', htu: `${url}/data` },
      { htm: 'GET', htu: `${url}/me`, nonce: 'n' },
    ])
  })

  test('a certificate in a header', async () => {
    const incoming = await sentFor({ path: '/me', forwarded: 'own' })
    expect(linesOf(incoming, 'Client-Cert')).toEqual([expect.stringMatching(/^:[A-Za-z0-9+/=]+:$/)])
  })
})

describe('what is done elsewhere first', () => {
  const token = { bound: 'DPoP' } as const
  const proofs = [{ with: token, path: 'http://api.example.test/me', nonceOf: 'the API' }] as const
  const request = { path: '/me', authorization: [['DPoP', token]], proofs } as const

  async function sentToBoth(step: 'send elsewhere' | 'ask elsewhere') {
    const [here, there] = [[], []] as [string[], string[]]
    const takingNotes =
      (notes: string[]): RequestListener =>
      ({ headers }, response) => {
        if (headers.dpop !== undefined) notes.push(String(headers.dpop))
        response.setHeader('DPoP-Nonce', 'a-nonce').end('{}')
      }
    const stub = await startStub(takingNotes(here))
    const other = await startStub(takingNotes(there))
    const hands = { ...handsFor({ ...stub, nonces: true }), urlOf: () => other.url }
    await runRow(row({ request, elsewhere: 'the strict API', beforehand: [step] }), hands)
    return { here, there }
  }

  test('is the same request, with the same proof and the nonce of the other', async () => {
    const { here, there } = await sentToBoth('send elsewhere')
    expect(here).toHaveLength(1)
    expect(there).toEqual(here)
    const claims = JSON.parse(Buffer.from(here[0]?.split('.')[1] ?? '', 'base64url').toString())
    expect(claims).toMatchObject({ htu: 'http://api.example.test/me', nonce: 'a-nonce' })
  })

  test('is one with another proof', async () => {
    const { here, there } = await sentToBoth('ask elsewhere')
    expect([here.length, there.length]).toEqual([1, 1])
    expect(there).not.toEqual(here)
  })
})

describe('a token that openid-client presents', () => {
  test('comes as Bearer when it is bound to nothing', async () => {
    const seen: (string | undefined)[] = []
    const stub = await startStub(({ headers }, response) => {
      seen.push(headers.authorization, headers.dpop?.toString())
      response.end('{}')
    })
    const { differences } = await runRow(
      row({ request: { path: '/me', presented: {} } }),
      handsFor(stub),
    )
    expect(differences).toEqual([])
    expect(seen).toEqual(['Bearer a-token', undefined])
  })

  const request = { path: '/me', presented: { bound: 'DPoP' } } as const
  const nonceGiver: RequestListener = ({ headers }, response) => {
    const [, payload = ''] = String(headers.dpop).split('.')
    const { nonce } = JSON.parse(Buffer.from(payload, 'base64url').toString())
    response.setHeader('DPoP-Nonce', 'a-nonce')
    if (nonce === 'a-nonce') return response.end('{}')
    return response.writeHead(401, { 'WWW-Authenticate': 'DPoP error="use_dpop_nonce"' }).end('{}')
  }

  test('comes with a proof, and once more with the nonce that it is told', async () => {
    const stub = { ...(await startStub(nonceGiver)), nonces: true }
    const expected = { status: 200, afterNonce: true }
    expect((await runRow(row({ request, expected }), handsFor(stub))).differences).toEqual([])
    const unexpected = await runRow(row({ request }), handsFor(stub))
    expect(unexpected.differences).toEqual(['the list of earlier answers is [401], expected []'])
  })

  test('is refused as an answer, not as an error', async () => {
    const stub = await startStub((_, response) =>
      response.writeHead(401, { 'WWW-Authenticate': 'DPoP error="invalid_token"' }).end('{}'),
    )
    const { answer, differences } = await runRow(row({ request }), handsFor(stub))
    expect([answer?.status, differences]).toEqual([401, ['the status is 401, expected 200']])
  })
})

describe('what comes of it', () => {
  test('an answer as expected', async () => {
    const result = await runRow(row(), handsFor(await startStub(answering(200))))
    expect(result).toMatchObject({ answer: { status: 200, body: '{}' }, differences: [] })
  })

  test('an API that lets a bad token through is found out', async () => {
    const expected = { status: 401, error: 'invalid_token' }
    const stub = await startStub(answering(200))
    const { differences } = await runRow(row({ expected }), handsFor(stub))
    expect(differences).toEqual(['the status is 200, expected 401'])
  })

  test('an API that is not there is reported, not thrown', async () => {
    const nowhere = { ...place, url: 'http://127.0.0.1:1' }
    const result = await runRow(row(), handsFor(nowhere))
    expect(result.answer).toBeUndefined()
    expect(result.differences).toEqual([expect.stringMatching(/no answer came: .*ECONNREFUSED/)])
  })

  test('a token that cannot be fetched is reported with what the authority said', async () => {
    const error = Object.assign(new Error('refused'), { error_description: 'no such client' })
    const { differences } = await runRow(
      row(),
      handsFor(place, () => Promise.reject(error)),
    )
    expect(differences).toEqual(['no token was to be had: refused: no such client'])
  })

  test('an answer that repeats the token is not as expected, and the token is taken out', async () => {
    const stub = await startStub((_, response) => {
      response.setHeader('x-debug', 'a-token').end('{"token":"a-token"}')
    })
    const result = await runRow(row(), handsFor(stub))
    expect(result.differences).toEqual(['the answer repeats the token'])
    expect(JSON.stringify(result.answer)).not.toContain('a-token')
  })

  test('what a guard has to let pass is held against the same without one', async () => {
    const stub = await startStub(({ url, method }, response) => {
      response.writeHead(method === 'OPTIONS' && url !== '/wrong' ? 204 : 401).end()
    })
    const expected = { status: 'unguarded' } as const
    const run = (path: string) =>
      runRow(row({ request: { method: 'OPTIONS', path }, expected }), handsFor(stub))
    expect((await run('/me')).differences).toEqual([])
    expect((await run('/wrong')).differences).toContain('the status is 401, expected 204')
  })
})

describe('what is done beforehand', () => {
  test('the same request is sent, to the last byte of its proof', async () => {
    const proofs: unknown[] = []
    const stub = await startStub(({ headers }, response) => {
      proofs.push(headers.dpop)
      response.writeHead(proofs.length === 1 ? 200 : 403).end('{}')
    })
    const token = { bound: 'DPoP' } as const
    const request = {
      path: '/me',
      authorization: [['DPoP', token]],
      proofs: [{ with: token }],
    } as const
    await runRow(row({ request, beforehand: ['send'] }), handsFor(stub))
    expect(proofs).toHaveLength(2)
    expect(proofs[0]).toBe(proofs[1])
  })

  test('it must be good that time', async () => {
    const stub = await startStub(answering(403))
    const { differences } = await runRow(row({ beforehand: ['send'] }), handsFor(stub))
    expect(differences).toEqual(['the first time the status is 403'])
  })

  test('the token is revoked, in the order that the row says', async () => {
    const happened: string[] = []
    const stub = await startStub((_, response) => {
      happened.push('sent')
      response.end('{}')
    })
    const beforehand = ['send', 'revoke'] as const
    const { differences } = await runRow(row({ beforehand }), handsFor(stub, undefined, happened))
    expect([differences, happened]).toEqual([[], ['sent', 'a-token', 'sent']])
  })
})

describe('a row with patience', () => {
  test('asks again until the answer is the expected one', async () => {
    let asked = 0
    const stub = await startStub((_, response) => {
      asked += 1
      response.writeHead(asked < 3 ? 503 : 200).end()
    })
    const { differences } = await runRow(row({ withinSeconds: 5 }), handsFor(stub))
    expect([asked, differences]).toEqual([3, []])
  })

  test('loses it', async () => {
    const stub = await startStub((_, response) => response.writeHead(503).end())
    const { differences } = await runRow(row({ withinSeconds: 0.2 }), handsFor(stub))
    expect(differences).toEqual(['the status is 503, expected 200'])
  })
})
