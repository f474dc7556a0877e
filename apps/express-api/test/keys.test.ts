import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { startApi, startBoth, startIssuer, times } from './running.js'

/** The statuses of requests that are sent at once. */
async function statuses(
  api: Awaited<ReturnType<typeof startApi>>,
  tokens: readonly string[],
): Promise<readonly number[]> {
  const answers = await Promise.all(tokens.map((token) => api.send({ token })))
  return answers.map(({ status }) => status)
}

describe('keys', () => {
  it('are fetched once for 50 requests that come at once to a cold API', async () => {
    const issuer = await startIssuer()
    issuer.fault('jwks', { kind: 'delay', milliseconds: 100 })
    const api = await startApi(issuer)
    const tokens = await times(50, () => issuer.token())
    expect(new Set(await statuses(api, tokens))).toEqual(new Set([200]))
    expect(issuer.requests).toMatchObject({ discovery: 1, jwks: 1 })
  })

  it('are not fetched for a flood of unknown kids, and good tokens pass [A23]', async () => {
    const { api, issuer } = await startBoth()
    const strangers = await times(300, () => issuer.token({ defect: 'unknown-kid' }))
    const good = await times(30, () => issuer.token())
    const mixed = strangers.flatMap((token, index) =>
      index % 10 === 0 ? [token, good[index / 10] ?? ''] : [token],
    )
    const answered = await statuses(api, mixed)
    expect(answered.filter((status) => status === 200)).toHaveLength(30)
    expect(answered.filter((status) => status === 401)).toHaveLength(300)
    expect(issuer.requests.jwks).toBeLessThanOrEqual(3)
  })

  it('serve on when the issuer dies [A24]', async () => {
    const { api, issuer } = await startBoth()
    expect(await statuses(api, [await issuer.token()])).toEqual([200])
    await issuer.stop()
    const tokens = await times(20, () => issuer.token())
    expect(new Set(await statuses(api, tokens))).toEqual(new Set([200]))
  })

  it('that were rotated in are accepted without a restart', async () => {
    const { api, issuer } = await startBoth()
    expect(await statuses(api, [await issuer.token()])).toEqual([200])
    issuer.keys.rotate()
    expect(await statuses(api, [await issuer.token()])).toEqual([200])
  })

  it('that were withdrawn are not believed once the set was fetched again [A24]', async () => {
    const { api, issuer } = await startBoth()
    const old = await issuer.token()
    expect(await statuses(api, [old])).toEqual([200])
    issuer.keys.rotate({ keepOld: false })
    expect(await statuses(api, [await issuer.token()])).toEqual([200])
    expect(await statuses(api, [old])).toEqual([401])
  })
})

describe('an issuer that is down at first use', () => {
  it('is 503, logged with its cause, and recovered from without a restart [C8, A24]', async () => {
    const issuer = await startIssuer()
    await issuer.stop()
    const api = await startApi(issuer)
    const token = await issuer.token()
    const refused = await api.send({ token })
    expect(refused.status).toBe(503)
    expect(refused.lines('retry-after')).toEqual([expect.stringMatching(/^[1-5]$/)])
    expect(refused.lines('www-authenticate')).toEqual([])
    expect(refused.lines('cache-control')).toEqual(['no-store'])
    const [line] = api.log.map((text) => JSON.parse(text))
    expect(line).toMatchObject({ event: 'breakdown', status: 503, path: '/me' })
    expect(line.causes.join()).toMatch(/ECONNREFUSED|fetch failed/)
    expect((await api.send({ path: '/public' })).status).toBe(200)

    await issuer.restart()
    const back = performance.now()
    while ((await api.send({ token })).status !== 200) {
      expect(performance.now() - back).toBeLessThan(5_000)
      await pause(50)
    }
  })
})
