import { deepEqual, equal, ok } from 'node:assert/strict'
import { expectPass, expectRefusal } from '../expect.js'
import type { Scenario } from '../scenario.js'
import { valuesOf } from '../wire/exchange.js'

const twice = { status: 400, error: 'invalid_request' } as const
const malformed = { status: 400, error: 'invalid_request', scheme: 'Bearer' } as const

/** How a token is presented, before anybody looks at it. */
export const credentials: readonly Scenario[] = [
  {
    name: 'no credentials: a challenge per scheme, none with an error',
    proves: ['R5', 'R8', 'R16', 'R23', 'R114', 'R161'],
    run: async (talk) => {
      const challenges = expectRefusal(await talk.get('/me'), { status: 401 })
      for (const { parameters } of challenges) {
        equal(parameters.get('resource_metadata'), talk.metadataUrl)
      }
    },
  },
  {
    name: 'the name of the scheme in any case',
    proves: ['R1', 'R195'],
    run: async (talk) => {
      const token = await talk.token()
      for (const scheme of ['Bearer', 'bearer', 'BEARER']) {
        expectPass(await talk.get('/me', ['Authorization', `${scheme}   ${token}`]))
      }
    },
  },
  {
    name: 'two Authorization lines, also equal ones, and also of other schemes',
    proves: ['R2', 'R3', 'C3', 'C12', 'A9'],
    run: async (talk) => {
      const good = `Bearer ${await talk.token()}`
      for (const other of [good, 'Basic YTpi', 'DPoP x']) {
        expectRefusal(
          await talk.get('/me', ['Authorization', good], ['authorization', other]),
          twice,
        )
      }
    },
  },
  {
    name: 'two credentials joined in one line',
    proves: ['R2', 'A9'],
    run: async (talk) => {
      const token = await talk.token()
      expectRefusal(await talk.bearer('/me', `${token}, Bearer ${token}`), twice)
    },
  },
  {
    name: 'anything but one b64token after the scheme',
    proves: ['R4', 'R22', 'A9'],
    run: async (talk) => {
      for (const rest of ['a b', '"quoted"', 'a\tb', 'ä', 'a=b']) {
        expectRefusal(await talk.get('/me', ['Authorization', `Bearer ${rest}`]), malformed)
      }
    },
  },
  {
    name: 'a scheme that is not accepted is as good as none',
    proves: ['R23', 'C11'],
    run: async (talk) => {
      expectRefusal(await talk.get('/me', ['Authorization', 'Basic YTpi']), { status: 401 })
      expectRefusal(await talk.get('/me', ['Authorization', 'Negotiate abc']), { status: 401 })
    },
  },
  {
    name: 'a token in the query is never used, and beside a header it is one too many',
    proves: ['R13', 'R15', 'R194', 'C2', 'C12'],
    run: async (talk) => {
      const token = await talk.token()
      for (const name of ['access_token', 'access%5Ftoken']) {
        expectRefusal(await talk.get(`/me?${name}=${token}`), { status: 401 })
        expectRefusal(await talk.bearer(`/me?${name}=${token}`, token), twice)
      }
    },
  },
  {
    name: 'a token in the body or in a cookie is never used',
    proves: ['R14', 'R25'],
    run: async (talk) => {
      const token = await talk.token({ claims: { scope: 'api1.write' } })
      const form = ['Content-Type', 'application/x-www-form-urlencoded'] as const
      const body = `access_token=${token}`
      expectRefusal(await talk.ask({ method: 'POST', target: '/data', fields: [form], body }), {
        status: 401,
      })
      expectRefusal(await talk.get('/me', ['Cookie', `access_token=${token}`]), { status: 401 })
    },
  },
  {
    name: 'a token in the header is taken, one for a proxy is not ours',
    proves: ['R12', 'R115'],
    run: async (talk) => {
      const token = await talk.token()
      expectPass(await talk.bearer('/me', token))
      const bound = await talk.boundToken('key')
      const proof = ['DPoP', talk.proof('/me', bound)] as const
      for (const fields of [
        [['Proxy-Authorization', `Bearer ${token}`]],
        [['Proxy-Authorization', `DPoP ${bound}`], proof],
      ] as const) {
        const answer = await talk.get('/me', ...fields)
        expectRefusal(answer, { status: 401 })
        deepEqual(valuesOf(answer, 'proxy-authenticate'), [])
      }
    },
  },
  {
    name: 'every request of a connection is judged, also behind an upload that was refused',
    proves: ['R188', 'R216'],
    run: async (talk) => {
      const good = ['Authorization', `Bearer ${await talk.token()}`] as const
      const body = 'x'.repeat(500_000)
      const [none, upload, passed, chunked, noneAgain] = await talk.askInOne(
        { target: '/me' },
        { method: 'POST', target: '/data', body },
        { target: '/me', fields: [good] },
        { method: 'POST', target: '/data', body: [body, body] },
        { target: '/me' },
      )
      for (const answer of [none, upload, chunked, noneAgain]) {
        ok(answer !== undefined)
        expectRefusal(answer, { status: 401 })
      }
      ok(passed !== undefined)
      expectPass(passed)
    },
  },
  {
    name: 'missing and invalid is 401, malformed 400, lacking scope 403',
    proves: ['R212'],
    run: async (talk) => {
      const token = await talk.token()
      expectRefusal(await talk.get('/data'), { status: 401 })
      const invalid = { status: 401, error: 'invalid_token', scheme: 'Bearer' } as const
      for (const claims of [{ exp: 1 }, { aud: 'another' }]) {
        expectRefusal(await talk.bearer('/data', await talk.token({ claims })), invalid)
      }
      expectRefusal(await talk.bearer('/data', `${token} ${token}`), malformed)
      const lacking = { status: 403, error: 'insufficient_scope', schemes: ['Bearer'] } as const
      expectRefusal(await talk.bearer('/admin', token), lacking)
    },
  },
  {
    name: 'a page that had its own name point here is refused, with any token',
    proves: ['R219', 'A43'],
    setting: 'rfc9068 profile, this machine only',
    run: async (talk) => {
      const good = ['Authorization', `Bearer ${await talk.token()}`] as const
      const { port } = new URL(talk.url)
      for (const name of ['127.0.0.1', 'localhost']) {
        const page = ['Origin', `http://${name}:${port}`] as const
        expectPass(await talk.get('/me', ['Host', `${name}:${port}`], page, good))
      }
      const place = { status: 403, error: 'invalid_request' } as const
      const ofHost = { ...place, reason: /^This host name / }
      for (const name of ['rebound.example', '127.0.0.1.rebound.example', '10.0.0.1', '[::1]']) {
        expectRefusal(await talk.get('/me', ['Host', `${name}:${port}`], good), ofHost)
      }
      const ofOrigin = { ...place, reason: /^Pages of this origin / }
      for (const origin of ['https://evil.example', 'http://127.0.0.1.evil.example', 'null']) {
        expectRefusal(await talk.get('/me', ['Origin', origin], good), ofOrigin)
      }
    },
  },
  {
    name: 'a CORS preflight is not refused',
    proves: ['R10', 'A42'],
    run: async (talk) => {
      const fields = [
        ['Origin', 'https://app.example.com'],
        ['Access-Control-Request-Method', 'GET'],
        ['Access-Control-Request-Headers', 'authorization, dpop'],
      ] as const
      const answer = await talk.ask({ method: 'OPTIONS', target: '/me', fields })
      equal([400, 401, 403, 503].includes(answer.status), false, `${answer.status} came`)
    },
  },
  {
    name: 'where a token is optional, none will do and a bad one will not',
    proves: ['R21', 'R23'],
    run: async (talk) => {
      const none = await talk.get('/public')
      expectPass(none)
      equal(none.body, '{"authenticated":false}')
      const good = await talk.bearer('/public', await talk.token())
      equal(good.body, '{"authenticated":true}')
      const bad = await talk.token({ defect: 'tampered-signature' })
      const refusal = { status: 401, error: 'invalid_token', scheme: 'Bearer' } as const
      expectRefusal(await talk.bearer('/public', bad), refusal)
    },
  },
  {
    name: 'open routes and unknown ones ask for nothing',
    proves: ['R159'],
    run: async (talk) => {
      expectPass(await talk.get('/health'))
      equal((await talk.get('/nowhere')).status, 404)
    },
  },
]
