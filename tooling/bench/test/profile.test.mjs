import { describe, expect, test } from 'vitest'
import { partsOf, startProfile } from '../profile/profile.mjs'
import { partOf } from '../profile/where.mjs'

/** @param {string} functionName */
function frame(functionName, url = '') {
  return { functionName, url, scriptId: '1', lineNumber: 0, columnNumber: 0 }
}

const express = 'file:///srv/node_modules/express/lib/response.js'
const koa = 'file:///srv/node_modules/.pnpm/koa@3.0.0/node_modules/koa/lib/application.js'
const router = 'file:///srv/node_modules/@koa/router/index.js'

describe('a function is part of', () => {
  test.each([
    ['the library that it is in', frame('json', express), 'express'],
    ['the innermost of those', frame('handle', koa), 'koa'],
    ['one with a scope', frame('route', router), '@koa/router'],
    ['what cleans up', frame('(garbage collector)'), 'garbage collection'],
    [
      'the signature',
      frame('verifyOneShot', 'node:internal/crypto/sig'),
      'verifying signatures (OpenSSL)',
    ],
    ['a program that is none of ours', frame('main', 'file:///srv/main.mjs'), 'the bench'],
    ['whoever called it, as all of Node', frame('emit', 'node:events'), undefined],
    ['core, without a map of it', frame('x', 'file:///packages/core/dist/index.js'), 'core'],
    ['a binding', frame('x', 'file:///packages/koa/dist/index.js'), '@portcullis/koa'],
  ])('%s', (_what, callFrame, part) => {
    expect(partOf(callFrame)).toBe(part)
  })
})

describe('the parts of a profile', () => {
  const nodes = [
    { id: 1, callFrame: frame('(root)'), children: [2, 4, 5, 6] },
    { id: 2, callFrame: frame('json', express), children: [3] },
    { id: 3, callFrame: frame('stringify') },
    { id: 4, callFrame: frame('(idle)') },
    { id: 5, callFrame: frame('parserOnHeaders', 'node:_http_common') },
    { id: 6, callFrame: frame('post', 'node:inspector'), children: [7] },
    { id: 7, callFrame: frame('dispatch') },
  ]

  test('are told for one operation, the dearest first, and neither idle time nor the profile is one of them', () => {
    const profile = {
      nodes,
      startTime: 0,
      endTime: 0,
      samples: [3, 4, 2, 5, 7],
      timeDeltas: [10, 100, 20, 8, 50],
    }
    expect(partsOf(profile, 2)).toEqual([
      { part: 'express', microsPerOp: 15 },
      { part: 'Node', microsPerOp: 4 },
    ])
  })

  test('come from this process', async () => {
    const end = await startProfile()
    let sum = 0
    for (let index = 0; index < 30_000_000; index++) sum += index % 7
    const parts = await end(1)
    expect(sum).toBeGreaterThan(0)
    expect(parts.reduce((all, { microsPerOp }) => all + microsPerOp, 0)).toBeGreaterThan(0)
  })
})
