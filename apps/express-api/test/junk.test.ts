import { describe, expect, it } from 'vitest'
import { startBoth } from './running.js'

const segment = (text: string) => Buffer.from(text).toString('base64url')
const header = segment('{"alg":"ES256","typ":"at+jwt"}')
const deep = `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`

/** What somebody may put after the name of the field, with a word in it that nobody must see again. */
const junk: readonly (readonly [string, readonly string[]])[] = [
  ['nothing', ['']],
  ['a scheme alone', ['Bearer']],
  ['a scheme and spaces', ['Bearer    ']],
  ['two fields', ['Bearer marker-one', 'Bearer marker-two']],
  ['two tokens', ['Bearer marker-one marker-two']],
  ['two credentials joined', ['Bearer marker-one, Bearer marker-two']],
  ['another scheme', ['Basic bWFya2VyOm1hcmtlcg==']],
  ['an unknown scheme', ['Unknown marker-of-a-token']],
  ['a token without a scheme', [`${header}.marker-marker-marker.marker`]],
  ['a reference token without a scheme', ['marker-of-a-token']],
  ['quotes', ['Bearer "marker-one"']],
  ['a tab', ['Bearer\tmarker-one']],
  ['bytes above ASCII', ['Bearer marker-\u00e9\u009b\u00ff']],
  ['16 KiB and more', [`Bearer marker-${'a'.repeat(20_000)}`]],
  ['60 kB', [`Bearer marker-${'a'.repeat(60_000)}`]],
  ['ten thousand dots', [`Bearer ${header}${'.'.repeat(10_000)}marker`]],
  ['five parts', [`Bearer ${header}.marker.marker.marker.marker`]],
  ['four parts', [`Bearer ${header}.marker.marker.marker`]],
  ['empty parts', [`Bearer ${header}..`]],
  ['deep JSON in the header', [`Bearer ${segment(deep.slice(0, 9000))}.marker.marker`]],
  ['deep JSON in the claims', [`Bearer ${header}.${segment(deep).slice(0, 12_000)}.marker`]],
  ['an array for a header', [`Bearer ${segment('["marker"]')}.marker.marker`]],
  ['an array for claims', [`Bearer ${header}.${segment('["marker"]')}.marker`]],
  ['null for claims', [`Bearer ${header}.${segment('null')}.marker`]],
  ['__proto__', [`Bearer ${segment('{"__proto__":{"alg":"ES256"}}')}.marker.marker`]],
  [
    '__proto__ in the claims',
    [`Bearer ${header}.${segment('{"__proto__":{"iss":"marker"},"iss":"marker"}')}.marker`],
  ],
  [
    'a kid called __proto__',
    [`Bearer ${segment('{"alg":"ES256","typ":"at+jwt","kid":"__proto__"}')}.e30.marker`],
  ],
  [
    'line breaks in an issuer',
    [`Bearer ${header}.${segment('{"iss":"marker\\r\\n\\u001b[31m","aud":"api1"}')}.marker`],
  ],
  ['an algorithm that is an object', [`Bearer ${segment('{"alg":{"a":1}}')}.marker.marker`]],
]

/** Longer than anything that happens to be in a log line. */
const longest = (texts: readonly string[]) =>
  texts.flatMap((text) => text.split(/[\s.,]+/)).filter((part) => part.length > 12)

describe('junk in the Authorization header', () => {
  it.each(junk)(
    '%s is refused, and not logged as it came [A8, A9, A10, A38]',
    async (_what, values) => {
      const { api } = await startBoth()
      const fields = values.map((value) => `authorization: ${value}\r\n`).join('')
      for (const path of ['/me', '/public', '/data']) {
        const answer = await api.sendRaw(
          `GET ${path} HTTP/1.1\r\nhost: a\r\n${fields}connection: close\r\n\r\n`,
        )
        const isStranger = !/^Bearer/.test(values[0] ?? '') && values[0] !== ''
        expect(answer).toMatch(
          path === '/public' && isStranger ? /^HTTP\/1\.1 200 / : /^HTTP\/1\.1 40[01] /,
        )
        for (const part of longest(values)) expect(answer).not.toContain(part)
      }
      for (const line of api.log) {
        expect(line).toMatch(/^[\x20-\x7e]+\n$/)
        expect(line.length).toBeLessThan(1000)
        for (const part of longest(values)) expect(line).not.toContain(part)
      }
      expect((await api.send({ path: '/health' })).status).toBe(200)
    },
  )

  it.each<[string, string, number, string?]>([
    ['100 kB', `authorization: Bearer ${'a'.repeat(100_000)}\r\n`, 431],
    ['a control character', 'authorization: Bearer a\u0001b\r\n', 400],
    ['a null byte', 'authorization: Bearer a\u0000b\r\n', 400],
    ['a raw byte in the path', '', 400, '/items/\u009b31m'],
    ['a folded line', 'authorization: Bearer\r\n a\r\n', 40],
  ])(
    '%s is refused by Node or by us, never with 5xx [A9, A10]',
    async (_what, field, status, path = '/me') => {
      const { api } = await startBoth()
      const answer = await api.sendRaw(
        `GET ${path} HTTP/1.1\r\nhost: a\r\n${field}connection: close\r\n\r\n`,
      )
      expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status}`))
      expect(api.log.join('')).not.toContain('aaaa')
    },
  )

  it('a token of just more than 16 KiB gets an answer of ours, with a reason [R61, A10]', async () => {
    const { api } = await startBoth()
    const answer = await api.send({ token: 'a'.repeat(16_385) })
    expect(answer.status).toBe(401)
    expect(answer.json).toMatchObject({ error: 'invalid_token' })
    expect(JSON.parse(api.log[0] ?? '')).toMatchObject({ code: 'token_too_long' })
  })

  it('leaves no trace of a token in path, query or log [R189, A38]', async () => {
    const { api, issuer } = await startBoth()
    const token = await issuer.token({ defect: 'expired' })
    await api.send({ token })
    await api.send({ path: `/me?access_token=${token}` })
    await api.send({ path: `/me?access_token=${token}`, token })
    expect(api.log).toHaveLength(3)
    for (const part of token.split('.')) expect(api.log.join('')).not.toContain(part)
  })
})
