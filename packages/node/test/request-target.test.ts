import { expect, it } from 'vitest'
import { originForm } from '../src/request-target.js'

it.each([
  ['/data?page=2', '/data?page=2'],
  ['/', '/'],
  ['*', '*'],
  ['http://api.example/data?page=2', '/data?page=2'],
  ['HTTPS://api.example:8443/data', '/data'],
  ['http://api.example', '/'],
  ['http://api.example?page=2', '/?page=2'],
  ['http://user:word@api.example/data', '/data'],
  // Not ours to clean up: routers and proofs must see what came.
  ['//api.example/data', '//api.example/data'],
  ['/a/../%2e%2e/b', '/a/../%2e%2e/b'],
  ['/http://api.example/data', '/http://api.example/data'],
  ['', ''],
])('reduces the target %j to %j', (target, expected) => {
  expect(originForm(target)).toBe(expected)
})
