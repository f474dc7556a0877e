import { expect, test } from 'vitest'
import {
  ConfigurationError,
  createResourceServer,
  metadataOf,
  type ResourceServer,
} from '../../src/index.js'
import { requestOf } from '../support/request.js'

const root = '/.well-known/oauth-protected-resource'

const guardOf = (publicUrl?: string) =>
  createResourceServer({
    issuer: 'https://identity.example.com',
    audience: 'api1',
    ...(publicUrl === undefined ? {} : { publicUrl }),
  })

const photos = guardOf('https://api.example.com/photos')
const music = guardOf('https://api.example.com/music')
const whole = guardOf('https://api.example.com')

type Guards = readonly ResourceServer[]

async function resourceAt(target: string, ...guards: Guards): Promise<unknown> {
  const answer = await metadataOf(...guards).respond(requestOf({ target }))
  return answer === undefined ? undefined : JSON.parse(answer.body).resource
}

test('of one guard is found at its own path and at the root', async () => {
  expect(metadataOf(photos).paths).toEqual([`${root}/photos`, root])
  expect(await resourceAt(root, photos)).toBe('https://api.example.com/photos')
})

test('[C4] [R160] of several each is found at its own path, and none of them at the root', async () => {
  expect(metadataOf(photos, music).paths).toEqual([`${root}/photos`, `${root}/music`])
  expect(await resourceAt(`${root}/photos`, photos, music)).toBe('https://api.example.com/photos')
  expect(await resourceAt(`${root}/music`, photos, music)).toBe('https://api.example.com/music')
  expect(await resourceAt(root, photos, music)).toBeUndefined()
})

test('[C4] [R160] the root belongs to the guard whose resource it is, whatever the order', async () => {
  for (const guards of [
    [photos, whole],
    [whole, photos],
  ]) {
    expect(await resourceAt(root, ...guards)).toBe('https://api.example.com')
    expect(await resourceAt(`${root}/photos`, ...guards)).toBe('https://api.example.com/photos')
  }
})

test.each<[string, Guards, RegExp]>([
  ['of none', [], /publicUrl/],
  ['of one without a URL', [guardOf()], /publicUrl/],
  ['of two, one without', [photos, guardOf()], /publicUrl/],
  ['of two at one path', [photos, guardOf('https://other.example.com/photos')], /same path/],
])('%s is a mistake', (_, guards, sentence) => {
  expect(() => metadataOf(...guards)).toThrow(ConfigurationError)
  expect(() => metadataOf(...guards)).toThrow(sentence)
})

test('[C4] a request that other metadata was offered for fails, and says what to write', () => {
  const of = (...guards: Guards) => metadataOf(...guards)
  const handled = {}
  const request = requestOf({ target: '/' })
  expect(of(photos).respond(request, handled)).toBeUndefined()
  // The same guard once more is no mistake: nothing is hidden.
  expect(of(photos).respond(request, handled)).toBeUndefined()
  for (const other of [of(music), of(whole), of(photos, music)]) {
    expect(() => other.respond(request, handled)).toThrow(ConfigurationError)
    expect(() => other.respond(request, handled)).toThrow(/write metadata\(one, other\) once/)
    expect(other.respond(request, {})).toBeUndefined()
  }
})
