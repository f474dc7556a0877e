import type { IncomingMessage } from 'node:http'
import { describe, expect, test } from 'vitest'
import type { Row } from '../src/rows/row.js'
import { runRow } from '../src/run-row.js'
import { place } from './answers.js'
import { startStub } from './stub-api.js'

const take = async () => 'a-token'

function row(changes: Partial<Row> = {}): Row {
  const request = { path: '/me', authorization: [['Bearer', {}]] } as const
  return { topic: 'A topic', sent: 'something', request, expected: { status: 200 }, ...changes }
}

describe('what is sent', () => {
  async function sentFor(request: Row['request']): Promise<IncomingMessage> {
    const seen: IncomingMessage[] = []
    const stub = await startStub((incoming, response) => {
      seen.push(incoming)
      response.end()
    })
    await runRow(row({ request }), stub, take)
    const [incoming] = seen
    if (incoming === undefined) throw new Error('nothing was sent')
    return incoming
  }

  function authorizationLines({ rawHeaders }: IncomingMessage): readonly string[] {
    return rawHeaders.filter((_, index) => rawHeaders[index - 1] === 'Authorization')
  }

  test('a token in the header', async () => {
    const incoming = await sentFor({ path: '/me', authorization: [['Bearer', {}]] })
    expect([incoming.method, incoming.url]).toEqual(['GET', '/me'])
    expect(authorizationLines(incoming)).toEqual(['Bearer a-token'])
  })

  test('two Authorization lines are two on the wire', async () => {
    const authorization = [
      ['Bearer', {}],
      ['Bearer', 'two words'],
    ] as const
    const incoming = await sentFor({ method: 'POST', path: '/me', authorization })
    expect(incoming.method).toBe('POST')
    expect(authorizationLines(incoming)).toEqual(['Bearer a-token', 'Bearer two words'])
  })

  test('a token in the query', async () => {
    const incoming = await sentFor({ path: '/me', queryToken: {} })
    expect(incoming.url).toBe('/me?access_token=a-token')
    expect(authorizationLines(incoming)).toEqual([])
  })

  test('other headers', async () => {
    const incoming = await sentFor({ path: '/me', headers: { origin: 'https://app.example.com' } })
    expect(incoming.headers.origin).toBe('https://app.example.com')
  })
})

describe('what comes of it', () => {
  test('an answer as expected', async () => {
    const stub = await startStub((_, response) => response.writeHead(200).end('{}'))
    const result = await runRow(row(), stub, take)
    expect(result).toMatchObject({ answer: { status: 200, body: '{}' }, differences: [] })
  })

  test('an API that lets a bad token through is found out', async () => {
    const stub = await startStub((_, response) => response.writeHead(200).end('{}'))
    const expected = { status: 401, error: 'invalid_token' }
    const { differences } = await runRow(row({ expected }), stub, take)
    expect(differences).toEqual(['the status is 200, expected 401'])
  })

  test('an API that is not there is reported, not thrown', async () => {
    const nowhere = { ...place, url: 'http://127.0.0.1:1' }
    const result = await runRow(row(), nowhere, take)
    expect(result.answer).toBeUndefined()
    expect(result.differences).toEqual([expect.stringMatching(/no answer came: .*ECONNREFUSED/)])
  })

  test('a token that cannot be fetched is reported with what the authority said', async () => {
    const error = Object.assign(new Error('refused'), { error_description: 'no such client' })
    const { differences } = await runRow(row(), place, () => Promise.reject(error))
    expect(differences).toEqual(['no token was to be had: refused: no such client'])
  })

  test('an answer that repeats the token is not as expected, and the token is taken out', async () => {
    const stub = await startStub((_, response) => {
      response.setHeader('x-debug', 'a-token').end('{"token":"a-token"}')
    })
    const result = await runRow(row(), stub, take)
    expect(result.differences).toEqual(['the answer repeats the token'])
    expect(JSON.stringify(result.answer)).not.toContain('a-token')
  })
})

describe('a row with patience', () => {
  test('asks again until the answer is the expected one', async () => {
    let asked = 0
    const stub = await startStub((_, response) => {
      asked += 1
      response.writeHead(asked < 3 ? 503 : 200).end()
    })
    const { differences } = await runRow(row({ withinSeconds: 5 }), stub, take)
    expect([asked, differences]).toEqual([3, []])
  })

  test('loses it', async () => {
    const stub = await startStub((_, response) => response.writeHead(503).end())
    const { differences } = await runRow(row({ withinSeconds: 0.2 }), stub, take)
    expect(differences).toEqual(['the status is 503, expected 200'])
  })
})
