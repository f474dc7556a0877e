import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { describedIn, expectBreakdown, expectPass, expectRefusal } from '../expect.js'
import type { Scenario } from '../scenario.js'
import type { Talk } from '../talk.js'
import { clients } from '../world/hosted-settings.js'
import { introspectionClient } from '../world/settings.js'

const invalid = { status: 401, error: 'invalid_token', scheme: 'Bearer' } as const

/** Lets the clock of the guard go ahead, and back in the end: other bindings have it as well. */
async function ahead(talk: Talk, seconds: number, ask: () => Promise<void>): Promise<void> {
  talk.world.hosted.aheadMilliseconds = seconds * 1000
  try {
    await ask()
  } finally {
    talk.world.hosted.aheadMilliseconds = 0
  }
}

/** How often the issuer was asked while something was done. */
async function questions(talk: Talk, ask: () => Promise<void>): Promise<number> {
  const { requests } = talk.world.issuer
  const before = requests.introspection
  await ask()
  return requests.introspection - before
}

/** How the issuer is asked about reference tokens, and what is kept of its answers (RFC 7662 §4). */
export const introspection: readonly Scenario[] = [
  {
    name: 'an answer that is kept is judged against the clock each time, and never outlives its token',
    proves: ['R82', 'R86', 'A27'],
    setting: 'a clock that can be moved',
    run: async (talk) => {
      const exp = Math.floor(Date.now() / 1000) + 40
      const token = talk.world.issuer.issueReferenceToken({ exp })
      expectPass(await talk.bearer('/me', token))
      const asked = await questions(talk, async () => {
        await ahead(talk, 20, async () => expectPass(await talk.bearer('/me', token)))
        await ahead(talk, 55, async () => {
          const reason = /token expired$/
          expectRefusal(await talk.bearer('/me', token), { ...invalid, reason })
        })
      })
      // What was kept is not used any more, and what is said anew is judged as well.
      equal(asked, 1)
    },
  },
  {
    name: 'an answer is kept for a minute: then a token that was revoked is over',
    proves: ['R82', 'R197', 'A27'],
    setting: 'a clock that can be moved',
    run: async (talk) => {
      const { issuer } = talk.world
      const exp = Math.floor(Date.now() / 1000) + 3600
      const token = issuer.issueReferenceToken({ exp })
      expectPass(await talk.bearer('/me', token))
      issuer.revoke(token)
      const kept = await questions(talk, () =>
        ahead(talk, 50, async () => expectPass(await talk.bearer('/me', token))),
      )
      equal(kept, 0)
      await ahead(talk, 65, async () => {
        expectRefusal(await talk.bearer('/me', token), { ...invalid, reason: /is not active$/ })
      })
    },
  },
  {
    name: 'an answer is kept under a digest, for one client and no other',
    proves: ['R83', 'R87', 'A26', 'A38'],
    setting: 'answers in a shared cache',
    run: async (talk) => {
      const { issuer, hosted } = talk.world
      const token = issuer.issueReferenceToken()
      const other = await talk.at('answers in a shared cache, for another client')
      hosted.cacheKeys.clear()
      for (const one of [talk, other]) {
        for (const asked of [1, 0]) {
          const ask = async () => expectPass(await one.bearer('/me', token))
          equal(await questions(talk, ask), asked)
        }
      }
      const keys = [...hosted.cacheKeys]
      equal(keys.length, 2)
      for (const key of keys) {
        match(key, /^[\w.:-]{43,}$/)
        for (const text of [token, introspectionClient.secret, clients.another.secret]) {
          ok(!key.includes(text))
        }
      }
      deepEqual(
        issuer.requests.introspections.slice(-2).map(({ clientId }) => clientId),
        [introspectionClient.id, clients.another.id],
      )
    },
  },
  {
    name: 'an API that signs who it is signs for its issuer alone',
    proves: ['R192', 'R79', 'A31'],
    setting: 'a client with a key',
    run: async (talk) => {
      const { issuer } = talk.world
      const answer = await talk.bearer('/me', issuer.issueReferenceToken())
      equal(describedIn(answer).format, 'reference')
      const asked = issuer.requests.introspections.at(-1)
      equal(asked?.method, 'private_key_jwt')
      // Neither the endpoint nor another URL of the metadata.
      equal(asked?.assertion?.claims.aud, issuer.issuer)
      deepEqual(
        [asked?.assertion?.claims.iss, asked?.assertion?.claims.sub],
        [clients.byKey, clients.byKey],
      )
    },
  },
  {
    name: 'an API with a certificate asks where the issuer takes certificates',
    proves: ['R80'],
    setting: 'a client with a certificate',
    run: async (talk) => {
      const { issuer } = talk.world
      const answer = await talk.bearer('/me', issuer.issueReferenceToken())
      equal(describedIn(answer).format, 'reference')
      equal(issuer.requests.introspections.at(-1)?.url, `${issuer.issuer}/mtls/introspect`)
      const usual = await talk.at('answers in a shared cache')
      expectPass(await usual.bearer('/me', issuer.issueReferenceToken()))
      equal(issuer.requests.introspections.at(-1)?.url, `${issuer.issuer}/introspect`)
    },
  },
  {
    name: 'an endpoint with a certificate that nobody vouches for gets no token, and no secret',
    proves: ['R80', 'A30'],
    setting: 'an endpoint with a certificate of its own making',
    run: async (talk) => {
      const { issuer, hosted } = talk.world
      expectBreakdown(await talk.bearer('/me', issuer.issueReferenceToken()))
      deepEqual(hosted.selfSignedRequests, [])
      ok(/self-signed certificate/.test(talk.log), 'the log says why')
    },
  },
]
