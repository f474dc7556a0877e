import { expect, test } from 'vitest'
import {
  ConfigurationError,
  createResourceServer,
  isPolicy,
  isResourceServer,
  openGuard,
  type Requirement,
  type ResourceServerOptions,
  requirementOf,
  scopes,
  toWebResponse,
  unguarded,
} from '../src/index.js'

const options: ResourceServerOptions = {
  issuer: 'https://as.example',
  audience: 'api1',
  resource: 'https://api.example',
}

test('a guard is made of options, and one that is shared is taken as it is', () => {
  const shared = createResourceServer(options)
  expect(openGuard(shared, {}, 'protect()')).toBe(shared)
  expect(isResourceServer(openGuard(options, {}, 'protect()'))).toBe(true)
  expect(isResourceServer(options)).toBe(false)
  expect(() => openGuard({ issuer: '', audience: '' }, {}, 'protect()')).toThrow(ConfigurationError)
  expect(() => openGuard(undefined as never, {}, 'protect()')).toThrow(ConfigurationError)
})

test('what a place asks for is listed in the metadata of its guard', () => {
  const shared = createResourceServer(options)
  openGuard(shared, { policy: scopes('b') }, 'protect()')
  openGuard(shared, { policy: scopes('a') }, 'protect()')
  openGuard(shared, { optional: true }, 'protect()')
  expect(shared.metadata?.document.scopes_supported).toEqual(['a', 'b'])
})

test.each<[string, unknown]>([
  ['a policy in the place of the options', scopes('a')],
  ['a function in their place', () => true],
  ['a policy that is undefined', { policy: undefined }],
  ['a policy that is a word', { policy: 'a' }],
  ['a policy that is null', { policy: null }],
  ['a name that nobody knows', { polcy: scopes('a') }],
  ['an option of another binding', { requestFrom: () => undefined }],
  ['nothing', null],
])('options that would let everybody in are a mistake: %s', (_, requirement) => {
  const open = () => openGuard(options, requirement as Requirement, 'protect()', ['throwRefusals'])
  expect(open).toThrow(ConfigurationError)
  expect(open).toThrow(
    "The second argument of protect() is no requirement: write { policy: scopes('api1.read') }",
  )
})

test('options of a binding are known by their names', () => {
  const own: Requirement & { throwRefusals: boolean } = { optional: true, throwRefusals: true }
  expect(openGuard(options, own, 'protect()', ['throwRefusals'])).toBeDefined()
  expect(() => openGuard(options, own, 'gate()')).toThrow('argument of gate() is no requirement')
})

test('authorize asks for any valid token, or for what a policy demands', () => {
  const policy = scopes('a')
  expect(requirementOf([])).toEqual({})
  expect(requirementOf([policy])).toEqual({ policy })
  for (const slip of [undefined, null, 'a', {}, []]) {
    expect(() => requirementOf([slip as never])).toThrow(ConfigurationError)
    expect(() => requirementOf([slip as never])).toThrow('authorize() was given no policy: write')
  }
})

test('authorize without a guard says what to write', () => {
  expect(unguarded).toThrow('authorize() needs protect() before it: write app.use(protect(')
})

test('policies are values with a check, and functions', () => {
  expect([scopes('a'), () => true, { check: 1 }, {}, 'a', null, undefined].map(isPolicy)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
    false,
  ])
})

test('an answer is a web response, to the last field', async () => {
  const outcome = await createResourceServer(options).protect({
    method: 'GET',
    target: '/',
    scheme: 'https',
    header: () => [],
  })
  if (outcome.ok) throw new Error('let in')
  const response = toWebResponse(outcome)
  expect(response.status).toBe(401)
  expect(response.headers.get('www-authenticate')).toMatch(
    /^Bearer resource_metadata="[^"]+", DPoP /,
  )
  expect(await response.text()).toBe(outcome.body)
  expect(toWebResponse({ status: 204, headers: [], body: '' }).body).toBeNull()
})
